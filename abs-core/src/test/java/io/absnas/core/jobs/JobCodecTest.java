package io.absnas.core.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.SealedJson;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobCodecTest {
  private static final Job JOB =
      Job.of(
          "fashion-1",
          "evaluate-child",
          Map.of("supernet", "5e", "data", "d4"),
          Map.of("architecture", "1 2 \"3\" \u00e9\n-1"));
  private static final JobResult RESULT =
      new JobResult(
          "fashion-1",
          JOB.id(),
          2,
          "host-7",
          0.25,
          JobOutcome.Done.of(Map.of("top-1", "0.5", "images", "10")));

  @Test
  void readsTheJobThatItWrote() throws MalformedMessageException {
    assertThat(JobCodec.job(JobCodec.encode(JOB.retried()))).isEqualTo(JOB.retried());
  }

  @Test
  void readsTheResultThatItWrote() throws MalformedMessageException {
    assertThat(JobCodec.result(JobCodec.encode(RESULT))).isEqualTo(RESULT);
    JobResult failed =
        new JobResult("r", JOB.id(), 1, "w", 1, new JobOutcome.Failed("no number: NaN"));
    assertThat(JobCodec.result(JobCodec.encode(failed))).isEqualTo(failed);
  }

  @Test
  void messageIsOneLineOfJsonWithSortedMaps() {
    assertThat(new String(JobCodec.encode(RESULT), UTF_8))
        .isEqualTo(
            "{\"format\":1,\"message\":\"result\",\"run\":\"fashion-1\",\"job\":\"%s\","
                    .formatted(JOB.id())
                + "\"attempts\":2,\"worker\":\"host-7\",\"seconds\":0.25,"
                + "\"outcome\":{\"status\":\"done\",\"value\":{\"images\":\"10\",\"top-1\":\"0.5\"}},"
                // What sha256sum makes of the line without it.
                + "\"sha256\":\"5014d1e2d640fcd4e7a9d71fb910bb4ec3a56c5b9b3eae25576365a7eddf4197\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format":1        | "format":2             | format is 2, must be 1
          "message":"job"   | "message":"result"     | message is 'result', must be job
          "attempt":1       | "attempt":2            | sha256 does not match the content
          "attempt":1       | "attempt":"x"          | attempt
          "attempt":1       | "attempts":1           | unknown key attempts
          ,"attempt":1      | ''                     | missing key attempt
          "sha256":"        | "sha256":"0            | sha256 does not match the content
          "sha256"          | "attempts"             | sha256 is missing
          "attempt":1       | "attempt":1,"attempt":1 | attempt
          "supernet":"5e"   | "supernet":null        | supernet
          "payload":{       | "payload":             | message
          {"format"         | [{"format"             | message
          """)
  void refusesWhatIsNotTheMessage(String from, String to, String reason) {
    String text = new String(JobCodec.encode(JOB), UTF_8);
    assertThat(text).contains(from);
    assertThatThrownBy(() -> JobCodec.job(text.replace(from, to).getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "attempt":1       | "attempt":0            | attempt is 0
          "supernet":"5e"   | "supernet":"5f"        | but what is asked has id
          fashion-1         | fashion 1              | run is 'fashion 1'
          """)
  void refusesWhatWasSealedLikeThat(String from, String to, String reason) throws IOException {
    ObjectMapper json = new ObjectMapper();
    String text = new String(JobCodec.encode(JOB), UTF_8);
    ObjectNode changed = (ObjectNode) json.readTree(text.replace(from, to));
    changed.remove("sha256");
    assertThatThrownBy(() -> JobCodec.job(SealedJson.line(changed).getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesBytesThatAreNoTextOrTooMany() {
    assertThatThrownBy(() -> JobCodec.job(new byte[] {(byte) 0xc3, '"'}))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("not UTF-8");
    assertThatThrownBy(() -> JobCodec.result(new byte[JobCodec.MAX_BYTES + 1]))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("at most 1048576");
    assertThatThrownBy(() -> JobCodec.result(new byte[0]))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void refusesAResultOfUnknownStatus() {
    String text = new String(JobCodec.encode(RESULT), UTF_8).replace("done", "perhaps");
    assertThatThrownBy(() -> JobCodec.result(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("perhaps");
  }
}
