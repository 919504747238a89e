package org.mailbay.launcher;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What the operator asked for.
 *
 * @param home the assembled runtime: {@code bundles/}, {@code levels.tsv}
 * @param data the data folder, made when it is absent
 * @param ports added to every standard port; 0 means the real ports
 * @param demo whether to show the server with a demo tenant
 * @param log what a line of the log looks like
 */
record Options(Path home, Path data, int ports, boolean demo, LogFormat log) {

    /** What a line of the log looks like. */
    enum LogFormat {
        LOGFMT,
        JSON
    }

    private static final int MAX_BASE = 60_000;

    Options {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /** Only from loopback: strangers reach a server on the real ports only, and never a demo. */
    boolean loopback() {
        return ports != 0;
    }

    static Options parse(List<String> arguments) throws Refused {
        var home = Path.of("runtime/target/mailbay");
        var data = Path.of("data");
        int ports = 8000;
        boolean demo = false;
        var log = LogFormat.LOGFMT;
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var option = rest.remove();
            switch (option) {
                case "--home" -> home = Path.of(value(option, rest));
                case "--data" -> data = Path.of(value(option, rest));
                case "--ports" -> ports = base(value(option, rest));
                case "--demo" -> demo = true;
                case "--log" -> log = format(value(option, rest));
                default ->
                    throw new Refused(
                            ExitCode.USAGE,
                            "Unknown option " + option
                                    + ". Usage: mailbay run [--data DIR] [--ports BASE] [--demo] [--log logfmt|json]");
            }
        }
        if (demo && ports == 0) {
            throw new Refused(
                    ExitCode.USAGE,
                    "A demo has known passwords and stays on loopback: give --demo another --ports BASE than 0.");
        }
        return new Options(home, data, ports, demo, log);
    }

    private static String value(String option, ArrayDeque<String> rest) throws Refused {
        var value = rest.poll();
        if (value == null || value.isEmpty()) {
            throw new Refused(ExitCode.USAGE, "Option " + option + " needs a value.");
        }
        return value;
    }

    private static LogFormat format(String text) throws Refused {
        return switch (text) {
            case "logfmt" -> LogFormat.LOGFMT;
            case "json" -> LogFormat.JSON;
            default -> throw new Refused(ExitCode.USAGE, "--log takes logfmt or json, not " + text + ".");
        };
    }

    private static int base(String text) throws Refused {
        // 60,000 + 4190 (ManageSieve) is still a port.
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_BASE) {
            return Integer.parseInt(text);
        }
        throw new Refused(ExitCode.USAGE, "--ports takes a number from 0 to " + MAX_BASE + ", not " + text + ".");
    }
}
