package io.absnas.cli.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.absnas.core.data.CifarImages;
import io.absnas.core.data.CifarVersion;
import io.absnas.core.data.IdxImages;
import io.absnas.core.data.StripesIdx;
import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.Decoders;
import io.absnas.core.image.GoldenPictures;
import io.absnas.core.image.ImageDecoder;
import io.absnas.core.image.Region;
import io.absnas.core.mutation.MutatedFormat;
import io.absnas.core.mutation.Mutations;
import io.absnas.core.mutation.TextMutations;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.ThreeLayers;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightMutations;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.shrink.nb201.BenchmarkTableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What others write: read or refused with one line, whatever it holds. */
final class ForeignFormats {
  private static final int CIFAR_RECORD = 3074;

  private ForeignFormats() {}

  /**
   * All of them.
   *
   * @param work an empty folder
   */
  static List<MutatedFormat> all(Path work) throws IOException {
    Path idx = StripesIdx.write(work.resolve("idx"), 3);
    Path images = idx.resolve("train-images-idx3-ubyte");
    Path labels = idx.resolve("train-labels-idx1-ubyte");
    return List.of(
        binary(
            "idx",
            Map.of("images", Files.readAllBytes(images)),
            bytes -> IdxImages.read("idx", Files.write(images, bytes), labels, 10)),
        binary(
            "idx-labels",
            Map.of("labels", Files.readAllBytes(labels)),
            bytes ->
                IdxImages.read(
                    "idx", idx.resolve("t10k-images-idx3-ubyte"), Files.write(labels, bytes), 10)),
        cifar(Files.createDirectories(work.resolve("cifar"))),
        jpeg("jpeg", DecoderChoice.AUTO),
        jpeg("jpeg-jdk", DecoderChoice.JDK),
        yaml(work.resolve("config.yaml")),
        spaceYaml(work.resolve("space.yaml")),
        alphas(work.resolve("alphas.json")),
        csv(work.resolve("table.csv")),
        weights("npz", npz(), work.resolve("weights.npz")),
        weights("safetensors", safetensors(), work.resolve("weights.safetensors")),
        WeightMutations.format());
  }

  private static MutatedFormat binary(
      String name, Map<String, byte[]> originals, MutatedFormat.Reader reader) {
    return new MutatedFormat(name, false, originals, Mutations::of, reader);
  }

  private static MutatedFormat cifar(Path folder) {
    byte[] records = new byte[2 * CIFAR_RECORD];
    for (int i = 0; i < records.length; i++) {
      records[i] = (byte) (i % CIFAR_RECORD < 2 ? 5 : i);
    }
    return binary(
        "cifar",
        Map.of("test.bin", records),
        bytes -> {
          Files.write(folder.resolve("test.bin"), bytes);
          return CifarImages.test(CifarVersion.CIFAR100, folder);
        });
  }

  private static MutatedFormat jpeg(String name, DecoderChoice choice) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (String file :
        List.of("baseline.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "bare.png")) {
      pictures.put(file, GoldenPictures.file(file));
    }
    Decoders decoders = Decoders.of(choice);
    return binary(
        name,
        pictures,
        bytes -> {
          try (ImageDecoder decoder = decoders.open()) {
            decoder.open(bytes, bytes.length);
            return decoder.decode(Region.whole(decoder.width(), decoder.height())).width();
          }
        });
  }

  private static MutatedFormat yaml(Path file) {
    String text =
        """
        space: {id: nasbench201@tiny, channels: 2, input: 8}
        # comment
        data:
          source: idx
          dir: /data/images
          classes: 10
          valid-images: 20
          side: 8
          normalisation: {mean: [0.5], std: [0.5]}
        training: {batch-size: 20, epochs: 1, later-epochs: 1}
        log: {every-steps: 1}
        stop: {stages: 2}
        """;
    return new MutatedFormat(
        "yaml",
        false,
        Map.of("config.yaml", text.getBytes(UTF_8)),
        TextMutations::of,
        bytes ->
            ShrinkConfig.resolve(ConfigSources.none().withFile(Files.write(file, bytes))).yaml());
  }

  private static MutatedFormat spaceYaml(Path file) {
    String text =
        ThreeLayers.text(
            "mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3", "mobilenet_3x3_ratio_6", "identity");
    return new MutatedFormat(
        "space-yaml",
        false,
        Map.of("space.yaml", text.getBytes(UTF_8)),
        TextMutations::of,
        bytes -> SpaceCatalog.find(Files.write(file, bytes).toString()).size());
  }

  private static MutatedFormat alphas(Path file) {
    String row = Arrays.toString(new double[8]);
    String rows = "[" + String.join(", ", java.util.Collections.nCopies(14, row)) + "]";
    String text = "{\"alphas_normal\": " + rows + ",\n\"alphas_reduce\": " + rows + "}\n";
    return new MutatedFormat(
        "alphas",
        false,
        Map.of("alphas.json", text.getBytes(UTF_8)),
        TextMutations::of,
        bytes -> Alphas.read(Files.write(file, bytes)));
  }

  private static MutatedFormat csv(Path file) {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    StringBuilder text =
        new StringBuilder("index,arch,cifar10_test,cifar100_test,imagenet16_120_test\n");
    for (int place = 0; place < Architectures.count(space); place++) {
      text.append(place)
          .append(',')
          .append(space.encode(Architectures.at(space, place)))
          .append(",50.25,50.5,1e1\n");
    }
    return new MutatedFormat(
        "csv",
        false,
        Map.of("table.csv", text.toString().getBytes(UTF_8)),
        TextMutations::of,
        bytes -> BenchmarkTableReader.read(Files.write(file, bytes)));
  }

  private static MutatedFormat weights(String name, byte[] original, Path file) {
    return binary(
        name,
        Map.of(name, original),
        bytes -> {
          NamedTensors read = WeightFiles.read(Files.write(file, bytes));
          read.tensors().forEach(HostTensor::doubles);
          return List.copyOf(read.names());
        });
  }

  private static byte[] safetensors() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(
        bytes,
        NamedTensors.of(
            List.of(
                HostTensor.of("stem.weight", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
                HostTensor.of("head.bias", List.of(2L), new double[] {0.5, -0.25}))),
        Map.of("space", "three-layers"));
    return bytes.toByteArray();
  }

  /** Two arrays as NumPy writes them. */
  private static byte[] npz() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("stem.weight", "head.bias")) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        header += " ".repeat(117 - header.length()) + "\n";
        ByteBuffer array =
            ByteBuffer.allocate(10 + header.length() + 24).order(ByteOrder.LITTLE_ENDIAN);
        array.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
        array.putShort((short) header.length()).put(header.getBytes(UTF_8));
        for (int i = 0; i < 6; i++) {
          array.putFloat(i + 0.5F);
        }
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(array.array());
      }
    }
    return bytes.toByteArray();
  }
}
