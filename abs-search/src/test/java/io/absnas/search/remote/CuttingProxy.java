package io.absnas.search.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Hands bytes on between clients and a server, until its connections are cut. */
final class CuttingProxy implements AutoCloseable {
  private final String host;
  private final int port;
  private final ServerSocket server;
  private final List<Socket> open = new ArrayList<>();
  private int connections;

  CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  synchronized int connections() {
    return connections;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket behind = new Socket(host, port);
        synchronized (this) {
          connections++;
          open.add(client);
          open.add(behind);
        }
        start(() -> copy(client, behind));
        start(() -> copy(behind, client));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long unused = in.transferTo(out);
    } catch (IOException e) {
      // Cut.
      return;
    }
  }

  /** Ends all connections; new ones are accepted. */
  synchronized void cut() throws IOException {
    for (Socket each : open) {
      each.close();
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
