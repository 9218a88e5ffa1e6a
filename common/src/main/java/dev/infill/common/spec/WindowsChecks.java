package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/** What a schema can't say of windows and frozen days. */
final class WindowsChecks {
  private final JsonNode root;
  private final Problems problems;

  WindowsChecks(JsonNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * @param at the group of fields that may hold windows
   */
  void check(JsonPointer at) {
    zone(at.appendProperty("zone"));
    var windows = at.appendProperty("windows");
    boolean ownZones = false;
    for (int i = 0; i < root.at(windows).size(); i++) {
      var zone = windows.appendIndex(i).appendProperty("zone");
      zone(zone);
      ownZones |= root.at(zone).isTextual();
    }
    var freeze = at.appendProperty("freeze");
    for (int i = 0; i < root.at(freeze).size(); i++) {
      var days = freeze.appendIndex(i);
      if (isText(days) && WindowsText.freeze(root.at(days).asText()).isEmpty()) {
        problems.add(
            days,
            "'" + root.at(days).asText() + "' are no days, the first before the last.",
            "Write a day or two, such as 2026-12-24..2026-12-26.");
      }
    }
    if (ownZones && !root.at(freeze).isMissingNode() && root.at(at).path("zone").isMissingNode()) {
      problems.add(
          freeze,
          "does not say in which zone its days begin: each window has a zone of its own.",
          "Add 'zone' beside windows, such as Europe/Berlin.");
    }
  }

  private void zone(JsonPointer at) {
    if (isText(at) && WindowsText.zone(root.at(at).asText()).isEmpty()) {
      problems.add(
          at,
          "'" + root.at(at).asText() + "' is no time zone.",
          "Write a zone of the tz database, such as Europe/Berlin or UTC.");
    }
  }

  private boolean isText(JsonPointer at) {
    return root.at(at).isTextual() && problems.isSound(at);
  }
}
