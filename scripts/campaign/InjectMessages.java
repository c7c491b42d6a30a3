import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Puts messages into the queues of a run that nobody meant to be there, for scripts/campaign/workers.sh: what is no
 * job and no result, and second copies of jobs that wait.
 *
 * <p>Usage: java -cp LIBRARIES InjectMessages.java URI PASSWORD_FILE RUN SEED; prints how many of each.
 */
final class InjectMessages {
  private InjectMessages() {}

  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(arguments[0]);
    factory.setPassword(Files.readString(Path.of(arguments[1])).strip());
    String run = arguments[2];
    Random random = new Random(Long.parseLong(arguments[3]));
    String jobs = "abs." + run + ".jobs";
    String results = "abs." + run + ".results";
    try (Connection connection = factory.newConnection("abs campaign");
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      int copies = copies(channel, jobs);
      List<byte[]> malformed = malformed(random, run);
      for (byte[] body : malformed) {
        channel.basicPublish("", jobs, persistent(), body);
        channel.basicPublish("", results, persistent(), body);
      }
      channel.waitForConfirmsOrDie(10_000);
      System.out.printf("%d %d%n", 2 * malformed.size(), copies);
    }
  }

  /** Every job that waits, once more; the first copies go back where they were. */
  private static int copies(Channel channel, String queue) throws Exception {
    List<GetResponse> waiting = new ArrayList<>();
    GetResponse one = channel.basicGet(queue, false);
    while (one != null && waiting.size() < 5) {
      waiting.add(one);
      one = channel.basicGet(queue, false);
    }
    for (GetResponse each : waiting) {
      channel.basicPublish("", queue, each.getProps(), each.getBody());
    }
    channel.basicRecover(true);
    return waiting.size();
  }

  private static List<byte[]> malformed(Random random, String run) {
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    String hash = "0".repeat(64);
    return List.of(
        noise,
        text(""),
        text("{"),
        text("[".repeat(100_000)),
        text("cos\nsystem\n(S'true'\ntR."),
        text("{\"format\":2,\"message\":\"job\",\"run\":\"" + run + "\"}"),
        text(job(run, hash)),
        text(job("another-run", hash)),
        text(
            "{\"format\":1,\"message\":\"result\",\"run\":\""
                + run
                + "\",\"job\":\"x\",\"attempts\":-1,\"worker\":\"w\",\"seconds\":1e999}"),
        new byte[2 << 20]);
  }

  /** A job whose id is not that of what it asks. */
  private static String job(String run, String id) {
    return ("{\"format\":1,\"message\":\"job\",\"run\":\"%s\",\"id\":\"%s\",\"kind\":\"evaluate-child\","
            + "\"needs\":{},\"payload\":{\"architecture\":\"0\"},\"attempt\":1}")
        .formatted(run, id);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AMQP.BasicProperties persistent() {
    return new AMQP.BasicProperties.Builder().deliveryMode(2).build();
  }
}
