package io.absnas.core.weights;

import io.absnas.core.mutation.MutatedFormat;
import io.absnas.core.mutation.Mutations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * PyTorch's files, damaged. Of archives every other mutation is one of a member's content with
 * checksums that fit, so that it comes as far as the unpickler.
 */
public final class WeightMutations {
  private static final List<String> FILES =
      List.of(
          "zip.pth.tar",
          "legacy.pth.tar",
          "deflated.pth",
          "protocol4.pth",
          "views.pt",
          "views-legacy.pt");

  private WeightMutations() {}

  /** Small files that PyTorch wrote, of all kinds. */
  public static MutatedFormat format() throws IOException {
    Map<String, byte[]> originals = new LinkedHashMap<>();
    for (String file : FILES) {
      originals.put(file, Golden.bytes("torch/" + file));
    }
    return new MutatedFormat(
        "pth", false, originals, WeightMutations::mutated, WeightMutations::read);
  }

  private static byte[] mutated(byte[] original, RandomGenerator random) throws IOException {
    return original[0] == 'P' && random.nextBoolean()
        ? repacked(original, random)
        : Mutations.of(original, random);
  }

  private static List<String> read(byte[] bytes) throws IOException {
    NamedTensors tensors = TorchCheckpoint.read("f", ByteBuffer.wrap(bytes)).tensors();
    tensors.tensors().forEach(HostTensor::doubles);
    return List.copyOf(tensors.names());
  }

  /** The archive with one member mutated, most often the pickle, and everything around it right. */
  private static byte[] repacked(byte[] original, RandomGenerator random) throws IOException {
    ByteBuffer archive = ByteBuffer.wrap(original);
    List<ZipMember> members = new ArrayList<>(ZipDirectory.read(archive).values());
    int chosen = random.nextInt(members.size());
    boolean pickle = random.nextInt(4) > 0;
    ZipBytes zip = new ZipBytes();
    for (int i = 0; i < members.size(); i++) {
      ZipMember member = members.get(i);
      ByteBuffer content = ZipContent.of(archive, member, new MemoryBudget(original.length));
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      boolean here = pickle ? member.name().endsWith("/data.pkl") : i == chosen;
      byte[] changed = here ? Mutations.of(bytes, random) : bytes;
      if (member.deflated()) {
        zip.deflated(member.name(), changed);
      } else {
        zip.stored(member.name(), changed);
      }
    }
    return zip.bytes();
  }
}
