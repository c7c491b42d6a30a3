package io.absnas.core.weights;

/**
 * A member of a zip archive.
 *
 * @param name path in the archive
 * @param deflated whether it is deflated or else stored
 * @param crc CRC-32 of the content
 * @param packed bytes in the archive
 * @param size bytes of the content
 * @param begin first byte of the member's own header
 * @param data first byte behind that header
 */
record ZipMember(
    String name, boolean deflated, int crc, long packed, long size, long begin, long data) {
  /** Byte after the last. */
  long end() {
    return data + packed;
  }
}
