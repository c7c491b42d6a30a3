package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bars over one axis, such as the counts of a histogram.
 *
 * @param title what it shows
 * @param note how to read it, or nothing
 * @param horizontal what the bars are
 * @param vertical what their heights are
 * @param bars from left to right
 * @param labels what stands below the axis: one for each bar, or one for each of the bounds between
 *     and around the bars
 */
record BarChart(
    String title,
    String note,
    String horizontal,
    String vertical,
    List<Bar> bars,
    List<String> labels) {
  private static final int MOST_LABELS = 11;

  /** A bar; its name is what the table calls it. */
  record Bar(String name, double value) {
    Bar {
      requireNonNull(name, "name is null");
    }
  }

  BarChart {
    requireNonNull(title, "title is null");
    requireNonNull(note, "note is null");
    requireNonNull(horizontal, "horizontal is null");
    requireNonNull(vertical, "vertical is null");
    bars = List.copyOf(bars);
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("no bars");
    }
    labels = List.copyOf(labels);
    if (labels.size() != bars.size() && labels.size() != bars.size() + 1) {
      throw new IllegalArgumentException(labels.size() + " labels for " + bars.size() + " bars");
    }
  }

  /** How often values fall between equally distant bounds. */
  static BarChart histogram(String title, String horizontal, double... values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    Ticks bounds = Ticks.covering(low, high, 16);
    List<Double> at = bounds.values();
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i + 1 < at.size(); i++) {
      double from = at.get(i);
      double to = at.get(i + 1);
      boolean last = i + 2 == at.size();
      long count =
          Arrays.stream(values)
              .filter(value -> value >= from && (value < to || (last && value <= to)))
              .count();
      bars.add(new Bar(Ticks.label(from) + " to " + Ticks.label(to), count));
    }
    return new BarChart(
        title,
        values.length + " values.",
        horizontal,
        "number",
        bars,
        at.stream().map(Ticks::shortLabel).toList());
  }

  Figure figure() {
    List<List<String>> rows = new ArrayList<>();
    bars.forEach(bar -> rows.add(List.of(bar.name(), Ticks.label(bar.value()))));
    return new Figure(
        title,
        note,
        markup(),
        Legend.NONE,
        List.of(new Table(title, List.of(horizontal, vertical), 1, rows)));
  }

  private Markup markup() {
    double[] heights = new double[bars.size() + 1];
    for (int i = 0; i < bars.size(); i++) {
      heights[i] = bars.get(i).value();
    }
    Frame frame =
        new Frame(
            new Frame.Axis(horizontal, new Ticks(List.of(0.0, (double) bars.size()))),
            Frame.Axis.covering(vertical, 5, heights));
    Markup svg = new Markup();
    Frame.open(svg, Frame.HEIGHT, title + ". " + bars.size() + " bars.");
    frame.verticalAxis(svg);
    double width = frame.x(1) - frame.x(0);
    int every = (labels.size() + MOST_LABELS - 1) / MOST_LABELS;
    double middle = labels.size() == bars.size() ? width / 2 : 0;
    svg.add("<g aria-hidden=\"true\">");
    for (int i = 0; i < labels.size(); i += every) {
      svg.add(
          "<text class=\"mid small\" x=\"%s\" y=\"%s\">%s</text>",
          frame.x(i) + middle, frame.bottom() + 16, labels.get(i));
    }
    svg.add("</g><g>");
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = frame.y(bar.value());
      svg.inline(
          "<rect class=\"pt bar\" tabindex=\"-1\" role=\"img\" x=\"%s\" y=\"%s\" width=\"%s\""
              + " height=\"%s\">",
          frame.x(i) + 1, y, Math.max(1, width - 2), Math.max(0.5, frame.bottom() - y));
      svg.add(
          "<title>%s %s: %s %s</title></rect>",
          horizontal, bar.name(), vertical, Ticks.label(bar.value()));
    }
    return svg.add("</g></svg>");
  }
}
