package org.mailbay.health;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Everything known about the server's health at one moment, the worst first.
 *
 * @param nanos when, as {@link System#nanoTime} tells
 */
record Report(List<Finding> findings, long nanos) {
    Report {
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::level).reversed().thenComparing(Finding::part))
                .toList();
    }

    /** Before the first look. */
    static Report starting() {
        return new Report(List.of(Finding.failed("server", "starting")), System.nanoTime());
    }

    /** This report, or a failure when it is older than it may be: whoever makes the reports hangs. */
    Report unlessOlderThan(Duration most) {
        long age = System.nanoTime() - nanos;
        if (age <= most.toNanos()) {
            return this;
        }
        String message = "no health report for " + age / 1_000_000_000L + " s";
        return new Report(List.of(Finding.failed("health", message)), nanos);
    }

    boolean isReady() {
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAILED);
    }

    /** The part that keeps the server from being ready, with its message; empty when it is ready. */
    List<Finding> failed() {
        return findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAILED)
                .toList();
    }

    /** @param full whether to say everything, or only which parts failed */
    Map<String, Object> toMap(boolean full) {
        Object parts = full
                ? findings.stream().map(Finding::toMap).toList()
                : failed().stream().map(Finding::part).toList();
        return Map.of("status", isReady() ? "ready" : "not-ready", "parts", parts);
    }
}
