/* Each chart is on the page as a picture already. Where scripts run it is drawn again at the width that there is,
   with the numbers under the pointer. The data are those of the download, read from its link. */
(function () {
  "use strict";
  var NATURAL = /*WIDTH*/;
  function narrowed(value, width) {
    if (Array.isArray(value)) { return value.map(function (one) { return narrowed(one, width); }); }
    if (value && typeof value === "object") {
      var copy = {};
      Object.keys(value).forEach(function (key) {
        copy[key] = (key === "width" || key === "labelLimit") && value[key] === NATURAL ? width : narrowed(value[key], width);
      });
      return copy;
    }
    return value;
  }
  /* Read here, because the reader that comes with Vega makes functions of texts, which this page forbids. */
  function rows(text, kinds) {
    var found = [[""]], quoted = false;
    for (var i = 0; i < text.length; i += 1) {
      var row = found[found.length - 1], letter = text[i];
      if (quoted) {
        if (letter !== "\"") { row[row.length - 1] += letter; }
        else if (text[i + 1] === "\"") { row[row.length - 1] += letter; i += 1; }
        else { quoted = false; }
      } else if (letter === "\"") { quoted = true; }
      else if (letter === ",") { row.push(""); }
      else if (letter === "\n") { found.push([""]); }
      else { row[row.length - 1] += letter; }
    }
    var names = found[0];
    return found.slice(1).filter(function (row) { return row.length === names.length; }).map(function (row) {
      var record = {};
      names.forEach(function (name, k) { record[name] = kinds[name] === "number" ? Number(row[k]) : row[k]; });
      return record;
    });
  }
  function draw(figure) {
    var still = figure.querySelector(".still"), live = figure.querySelector(".live");
    var room = figure.querySelector(".drawing").clientWidth;
    if (!room || figure.dataset.room === String(room)) { return; }
    figure.dataset.room = String(room);
    var spec = JSON.parse(figure.querySelector("script").textContent);
    var link = figure.querySelector("a[download]").getAttribute("href");
    spec.data = { values: rows(decodeURIComponent(link.slice(link.indexOf(",") + 1)), spec.data.format.parse) };
    if (room < 480) {
      spec.config.legend.columns = 1;
      spec.config.legend.labelLimit = room - 100;
      spec.config.axis.labelLimit = 100;
      if (spec.title) { spec.title.limit = room - 20; }
    }
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    var options = { renderer: "svg", actions: false, ast: true, tooltip: { theme: dark ? "dark" : "light" } };
    function embed(width, again) {
      return window.vegaEmbed(live, narrowed(spec, Math.max(150, width)), options).then(function () {
        var svg = live.querySelector("svg"), over = Math.ceil(Number(svg.getAttribute("width")) - room);
        /* letters here are wider than those that the room beside the panels was measured with */
        if (over > 0 && again) { return embed(width - over - 2, false); }
        svg.setAttribute("aria-hidden", "true");
        svg.removeAttribute("role");
        return null;
      });
    }
    live.hidden = false;
    embed(Math.min(room, 860) - Number(figure.dataset.beside), true).then(function () {
      if (still) { still.hidden = true; }
      figure.dataset.drawn = "yes";
    }).catch(function (error) {
      live.hidden = true;
      if (still) { still.hidden = false; }
      window.console.error(error);
    });
  }
  function all() { Array.prototype.forEach.call(document.querySelectorAll("figure[data-beside]"), watch); }
  var near = "IntersectionObserver" in window ? new IntersectionObserver(function (seen) {
    seen.forEach(function (one) { if (one.isIntersecting) { draw(one.target); } });
  }, { rootMargin: "400px" }) : null;
  function watch(figure) { if (near) { near.unobserve(figure); near.observe(figure); } else { draw(figure); } }
  all();
  document.addEventListener("toggle", all, true);
  var waiting = 0;
  window.addEventListener("resize", function () { window.clearTimeout(waiting); waiting = window.setTimeout(all, 150); });
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details.chart"), function (one) { one.open = true; });
    /* the pictures are those that were drawn for paper's width */
    Array.prototype.forEach.call(document.querySelectorAll("figure"), function (one) {
      var still = one.querySelector(".still"), live = one.querySelector(".live");
      if (still && live) { still.hidden = false; live.hidden = true; }
    });
  });
  window.addEventListener("afterprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("figure[data-drawn]"), function (one) {
      var still = one.querySelector(".still"), live = one.querySelector(".live");
      if (still) { still.hidden = true; }
      live.hidden = false;
    });
  });
}());
