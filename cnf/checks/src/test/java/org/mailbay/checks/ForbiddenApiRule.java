package org.mailbay.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What no class of ours calls, read from the class files: time, charsets, locales, threads and output are handed in. */
final class ForbiddenApiRule implements Rule {

    /** Packages that are the program of a process of their own, never run in the server: ADR 20. */
    private static final Set<String> OWN_PROCESSES = Set.of("org/mailbay/text/pdf/reader/");

    /** Members by pattern, whom it does not bind, and what to do instead. */
    private record Ban(Pattern member, Predicate<Where> exempt, String remedy) {}

    private record Where(Room room, Compiled compiled) {

        boolean isClock() {
            return compiled.isSubtypeOf("java/time/Clock") || compiled.isSubtypeOf("java/time/InstantSource");
        }

        boolean isTool() {
            return room.kind() == Kind.TOOL;
        }

        boolean isOwnProcess() {
            return isTool() || OWN_PROCESSES.stream().anyMatch(compiled.name()::startsWith);
        }
    }

    private static Ban ban(String member, Predicate<Where> exempt, String remedy) {
        return new Ban(Pattern.compile(member), exempt, remedy);
    }

    private static final Predicate<Where> NOBODY = w -> false;

    private static final List<Ban> BANS = List.of(
            ban(
                    "java/time/(Instant|Local\\w+|Zoned\\w+|Offset\\w+|Year|YearMonth)\\.now\\((Ljava/time/ZoneId;)?\\).*"
                            + "|java/lang/System\\.currentTimeMillis\\(\\).*"
                            + "|java/util/Date\\.<init>\\(\\)V|java/util/Calendar\\.getInstance\\(.*",
                    Where::isClock,
                    "take the time from an injected java.time.InstantSource"),
            ban("java/lang/String\\.to(Lower|Upper)Case\\(\\).*", NOBODY, "say Locale.ROOT: in Turkish, I is not i"),
            ban(
                    "java/lang/String\\.(getBytes\\(\\)\\[B|<init>\\(\\[B(II)?\\)V)"
                            + "|java/io/(FileReader|FileWriter)\\.<init>\\((?!.*Charset).*"
                            + "|java/io/InputStreamReader\\.<init>\\(Ljava/io/InputStream;\\)V"
                            + "|java/io/OutputStreamWriter\\.<init>\\(Ljava/io/OutputStream;\\)V"
                            + "|java/io/Print(Stream|Writer)\\.<init>\\(Ljava/(io/(OutputStream|File)|lang/String);Z?\\)V"
                            + "|java/io/ByteArrayOutputStream\\.toString\\(\\)Ljava/lang/String;"
                            + "|java/util/Scanner\\.<init>\\(Ljava/(io/(InputStream|File)|nio/file/Path);\\)V"
                            + "|java/nio/charset/Charset\\.defaultCharset\\(\\).*",
                    NOBODY,
                    "name the charset: the default is the operator's, not ours"),
            ban(
                    "java/lang/Thread\\.<init>\\(.*|java/util/Timer\\.<init>\\(.*",
                    NOBODY,
                    "use Thread.ofVirtual() or ofPlatform() with a name, and give it back in @Deactivate"),
            ban(
                    "java/lang/System\\.(out|err)Ljava/io/PrintStream;|[\\w/$]+\\.printStackTrace\\(\\)V",
                    Where::isTool,
                    "log it: only the command line prints"),
            ban(
                    "java/lang/(System|Runtime)\\.(exit|halt)\\(I\\)V",
                    Where::isOwnProcess,
                    "throw: a bundle does not end the process"),
            ban(
                    "java/security/Security\\.(addProvider|insertProviderAt|removeProvider)\\(.*",
                    NOBODY,
                    "pass the provider object: a registered one pins its bundle's class loader"),
            ban(
                    "java/util/concurrent/ThreadPoolExecutor\\.execute\\(.*",
                    Where::isTool,
                    "submit it: the JDK's compiled code remembers the class of what it executes, and idle threads pin it, see ADR 23"));

    @Override
    public String name() {
        return "forbidden-api";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            for (var compiled : room.classes()) {
                var where = new Where(room, compiled);
                for (var ban : BANS) {
                    if (!ban.exempt().test(where)) {
                        findings.addAll(breaches(where, ban));
                    }
                }
            }
        }
        return findings;
    }

    private List<Finding> breaches(Where where, Ban ban) {
        Set<String> members = where.compiled().members();
        return members.stream()
                .filter(m -> ban.member().matcher(m).matches())
                .map(m -> finding(
                        where.room().folder() + " " + where.compiled().name().replace('/', '.'),
                        "uses " + readable(m) + ": " + ban.remedy()))
                .toList();
    }

    private static String readable(String member) {
        var owner = member.substring(member.indexOf('/') < 0 ? 0 : member.lastIndexOf('/', member.indexOf('.')) + 1);
        return owner.replaceAll("\\).*", ")")
                .replaceAll("Ljava/[\\w/]*/(\\w+);", "$1")
                .replace('/', '.');
    }
}
