package io.absnas.cli.report;

/**
 * The page's only script: shows the values of a point that is pointed at or has the focus, and
 * moves the focus among the points of a chart by keys. Without it titles and tables tell the same.
 */
final class ReportScript {
  static final String JS =
      """

      'use strict';
      (function () {
        var tip = document.createElement('div');
        tip.id = 'tip';
        tip.hidden = true;
        tip.setAttribute('aria-hidden', 'true');
        document.body.appendChild(tip);
        // A pointer that sweeps over points goes through the box; once it has rested, the box can be
        // pointed at itself, so that those who read enlarged can move over it.
        var rest = 0;
        var leave = 0;
        function hide() {
          clearTimeout(rest);
          clearTimeout(leave);
          tip.hidden = true;
          tip.className = '';
        }
        function show(point) {
          hide();
          rest = setTimeout(function () { tip.className = 'held'; }, 400);
          var box = point.getBoundingClientRect();
          tip.textContent = point.getAttribute('aria-label');
          tip.hidden = false;
          var wide = document.documentElement.clientWidth;
          var left = box.left + box.width / 2 - tip.offsetWidth / 2;
          left = Math.max(4, Math.min(left, wide - tip.offsetWidth - 4));
          var top = box.top - tip.offsetHeight - 8;
          if (top < 4) { top = box.bottom + 8; }
          tip.style.left = left + 'px';
          tip.style.top = top + 'px';
        }
        function pointOf(event) {
          return event.target.closest ? event.target.closest('.pt') : null;
        }
        function next(points, i, key) {
          var group = points[i].parentNode;
          var columns = Number(group.getAttribute('data-columns')) || 0;
          var step = {ArrowRight: 1, ArrowLeft: -1}[key];
          if (step) { return i + step; }
          if (key === 'Home') { return 0; }
          if (key === 'End') { return points.length - 1; }
          var down = {ArrowDown: 1, ArrowUp: -1}[key];
          if (!down) { return -1; }
          if (columns) { return vertical(points, i, down); }
          return i + down;
        }
        function vertical(points, i, down) {
          var here = points[i].getBoundingClientRect();
          var best = -1;
          var nearest = Infinity;
          points.forEach(function (other, j) {
            var box = other.getBoundingClientRect();
            var away = (box.top - here.top) * down;
            if (Math.abs(box.left - here.left) < 2 && away > 2 && away < nearest) {
              nearest = away;
              best = j;
            }
          });
          return best;
        }
        document.querySelectorAll('svg.chart').forEach(function (chart) {
          var points = Array.from(chart.querySelectorAll('.pt'));
          points.forEach(function (point, i) {
            var title = point.querySelector('title');
            point.setAttribute('aria-label', title.textContent);
            title.remove();
            point.setAttribute('tabindex', i === 0 ? '0' : '-1');
          });
          chart.addEventListener('keydown', function (event) {
            var i = points.indexOf(document.activeElement);
            if (i < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
            var j = next(points, i, event.key);
            if (j < 0 || j >= points.length) { return; }
            event.preventDefault();
            points[i].setAttribute('tabindex', '-1');
            points[j].setAttribute('tabindex', '0');
            points[j].focus();
          });
        });
        document.addEventListener('keydown', function (event) {
          if (event.key === 'Escape') { hide(); }
        });
        document.addEventListener('focusin', function (event) {
          var point = pointOf(event);
          if (point) { show(point); } else { hide(); }
        });
        document.addEventListener('focusout', hide);
        document.addEventListener('pointerover', function (event) {
          var point = pointOf(event);
          clearTimeout(leave);
          if (point) { show(point); } else if (event.target !== tip) { leave = setTimeout(hide, 200); }
        });
        // Reaching a point by key may scroll the page; its values then go with it.
        document.addEventListener('scroll', function () {
          var point = document.activeElement;
          if (!tip.hidden && point.matches('.pt')) { show(point); } else { hide(); }
        }, true);
      })();
      """;

  private ReportScript() {}
}
