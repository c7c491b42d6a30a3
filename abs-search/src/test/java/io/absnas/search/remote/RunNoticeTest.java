package io.absnas.search.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.jobs.SquareHandler;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunNoticeTest {
  private static final RunNotice NOTICE =
      RunNotice.of(
          SquareHandler.job("run", 1),
          Instant.parse("2026-01-02T03:04:05Z"),
          RunStatus.of(
              RunStatus.State.RUNNING, 12, 1, 100, 8, 0.25, Map.of("generation", "1 of 20")));

  @Test
  void isReadAsItWasWritten() throws MalformedMessageException {
    byte[] body = NOTICE.toMessage().body();
    assertThat(RunNotice.read(body)).isEqualTo(NOTICE);
    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"format\":1,\"message\":\"run\",\"run\":\"run\",\"kind\":\"square\","
                + "\"needs\":{\"table\":\"t1\"},\"time\":\"2026-01-02T03:04:05Z\","
                + "\"status\":{\"state\":\"running\",\"done\":12,\"failed\":1,\"total\":100,"
                + "\"pending\":8,\"per-second\":0.25,\"facts\":{\"generation\":\"1 of 20\"}},"
                // What sha256sum makes of the line without it.
                + "\"sha256\":\"643b305b7d5ca08eb9de337f74ee3a5603be27ffce97a05e4c4dd09b2bc586ec\"}");
  }

  @Test
  void refusesWhatIsNone() {
    String text = new String(NOTICE.toMessage().body(), UTF_8);
    for (String wrong :
        new String[] {
          text.replace("\"format\":1", "\"format\":2"),
          text.replace("\"failed\":1", "\"failed\":13"),
          text.replace("03:04:05Z", "noon"),
          text.replace("running", "sleeping"),
          "[]",
          ""
        }) {
      assertThatThrownBy(() -> RunNotice.read(wrong.getBytes(UTF_8)))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void tellsWhoIsNotOneForTheRun() {
    assertThat(NOTICE.refusal(new SquareHandler(0))).isEmpty();
    assertThat(NOTICE.refusal(new ForeignHandler())).contains("the job needs table t1, here is t2");
  }
}
