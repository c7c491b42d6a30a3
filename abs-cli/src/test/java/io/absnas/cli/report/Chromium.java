package io.absnas.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium with one page, spoken to by its DevTools protocol. Tests that need it report
 * themselves skipped where it is not installed (Debian's package chromium).
 */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 120;
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages;
  private final List<String> complaints = new ArrayList<>();
  private String session = "";
  private int calls;

  private Chromium(Process process, WebSocket socket, BlockingQueue<JsonNode> messages) {
    this.process = process;
    this.socket = socket;
    this.messages = messages;
  }

  /** Starts the browser; skips the test where there is none. */
  static Chromium start(Path profile) throws Exception {
    Optional<Path> binary =
        Stream.of(System.getenv("PATH").split(":"))
            .flatMap(
                folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(binary.isPresent(), "Chromium is not installed (Debian: apt-get install chromium)");
    Process process =
        new ProcessBuilder(
                binary.orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader errors =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    String line = errors.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = errors.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("Chromium ended before it listened");
    }
    Thread drain = new Thread(() -> errors.lines().forEach(ignored -> {}));
    drain.setDaemon(true);
    drain.start();
    Inbox inbox = new Inbox();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(line.substring(LISTENING.length()).strip()), inbox)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Chromium browser = new Chromium(process, socket, inbox.messages);
    String target =
        browser.call("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    browser.session =
        browser
            .call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility", "DOM")) {
      browser.call(domain + ".enable", Map.of());
    }
    return browser;
  }

  /** Puts the pieces of a message together. */
  private static final class Inbox implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Calls a method of the protocol and waits for its result. */
  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ++calls;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode answer = await(id, "");
    if (answer.has("error")) {
      throw new IOException(method + ": " + answer.get("error"));
    }
    return answer.get("result");
  }

  /** Waits for an answer or an event; what the page complains of on the way is kept. */
  private JsonNode await(int id, String event) throws Exception {
    while (true) {
      JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IOException("Chromium does not answer");
      }
      String method = message.path("method").asText();
      JsonNode parameters = message.path("params");
      switch (method) {
        case "Log.entryAdded" -> complaints.add(parameters.path("entry").path("text").asText());
        case "Runtime.consoleAPICalled" -> complaints.add("console: " + parameters.path("args"));
        case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
        case "Network.requestWillBeSent" -> {
          String url = parameters.path("request").path("url").asText();
          if (!url.startsWith("file:") && !url.startsWith("data:")) {
            complaints.add("request: " + url);
          }
        }
        default -> {}
      }
      if (id > 0 ? message.path("id").asInt() == id : method.equals(event)) {
        return message;
      }
    }
  }

  /** Errors, console messages and requests for anything but the page, so far. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Opens a file in a window of this width, in a colour scheme, on screen or on paper. */
  void open(Path file, int width, String scheme, String media) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    await(0, "Page.loadEventFired");
  }

  /** The value of an expression in the page. */
  JsonNode value(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IOException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Presses and releases a key. */
  void press(String key, int code) throws Exception {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /** All that screen readers are told of. */
  JsonNode accessibilityTree() throws Exception {
    return call("Accessibility.getFullAXTree", Map.of()).get("nodes");
  }

  /** A picture of the whole page. */
  byte[] screenshot() throws Exception {
    return call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
        .get("data")
        .binaryValue();
  }

  /** The page on paper. */
  byte[] pdf() throws Exception {
    return call("Page.printToPDF", Map.of("printBackground", false)).get("data").binaryValue();
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
