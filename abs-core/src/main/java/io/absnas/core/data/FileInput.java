package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.BrokenImageException;
import io.absnas.core.image.ImageDecoder;
import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import io.absnas.core.run.AbsException;

/** Pictures from the files of a folder or archive. */
final class FileInput implements PictureInput {
  private final ImageFolder folder;
  private final ImageDecoder decoder;
  private final FileBuffer buffer = new FileBuffer();
  private int image;

  FileInput(ImageFolder folder, ImageDecoder decoder) {
    this.folder = requireNonNull(folder, "folder is null");
    this.decoder = requireNonNull(decoder, "decoder is null");
  }

  @Override
  public void open(int position) {
    image = position;
    folder.read(position, buffer);
    try {
      decoder.open(buffer.bytes(), folder.fileBytes(position));
    } catch (BrokenImageException e) {
      throw broken(e);
    }
  }

  @Override
  public int width() {
    return decoder.width();
  }

  @Override
  public int height() {
    return decoder.height();
  }

  @Override
  public Pixels decode(Region inside) {
    try {
      return decoder.decode(inside);
    } catch (BrokenImageException e) {
      throw broken(e);
    }
  }

  private AbsException broken(BrokenImageException e) {
    return folder.failure(
        image, e.getMessage() + " (data.files.on-broken: skip leaves such images out)", e);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
