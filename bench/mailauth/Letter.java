package mailauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages of chance, and what happens to them on the way. */
final class Letter {
    /** What is done to a message that is signed; the first half breaks nothing that is relaxed. */
    static final List<String> CHANGES = List.of(
            "none", "none", "none", "received", "blank-lines", "blanks", "refold", "letter-case", "word", "subject",
            "second-from", "second-subject", "append", "cut", "no-to", "other-signer", "signature");

    private Letter() {}

    static String of(Random random, String domain, int number) {
        List<String> from = List.of(
                "ann@" + domain,
                "Ann <ann@" + domain + ">",
                "\"Ann, A.\" <ann@" + domain + ">",
                "ann@" + domain + " (Ann)",
                "=?utf-8?q?=C3=84nn?= <ann@" + domain + ">");
        List<String> subjects = List.of(
                "hello", "a  subject\r\n that is\t folded", "=?utf-8?b?w6TDtsO8?=", "", "trailing blanks   ");
        List<String> bodies = List.of(
                "Hello.\r\n",
                "",
                "\r\n\r\n",
                "one \t two\r\n\r\n  three  \r\n\r\n\r\n",
                ".\r\n..\r\n",
                "caf\u00c3\u00a9 " + "x".repeat(900) + "\r\n",
                "--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n",
                "last line without end");
        StringBuilder out = new StringBuilder();
        out.append("From: ").append(pick(random, from)).append("\r\n");
        out.append("To: Bob <bob@peer-bench.org>,\r\n\tCy <cy@peer-bench.org>\r\n");
        out.append("Subject: ").append(pick(random, subjects)).append("\r\n");
        out.append("Date: Mon, 23 Nov 2026 0").append(number % 10).append(":00:00 +0000\r\n");
        out.append("Message-ID: <").append(number).append("@").append(domain).append(">\r\n");
        if (random.nextBoolean()) {
            out.append("MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n");
        }
        if (random.nextInt(4) == 0) {
            out.append("X-Odd:no blank\r\nX-Empty:\r\n");
        }
        return out.append("\r\n").append(pick(random, bodies)).toString();
    }

    static <T> T pick(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** The message as it arrives. */
    static String change(String message, String change) {
        int split = message.indexOf("\r\n\r\n") + 2;
        String header = message.substring(0, split);
        String body = message.substring(split);
        return switch (change) {
            case "received" -> "Received: from a by b;\r\n Mon, 23 Nov 2026 00:00:00 +0000\r\n" + message;
            case "blank-lines" -> message + (message.endsWith("\r\n") ? "" : "\r\n") + "\r\n\r\n";
            case "blanks" -> header + body.replace("o", "o").replace(" ", "  ");
            case "refold" -> header.replace("To: Bob <bob@peer-bench.org>,\r\n\tCy", "To: Bob <bob@peer-bench.org>, Cy") + body;
            case "letter-case" -> header.replace("\r\nSubject:", "\r\nSUBJECT:").replace("\r\nTo:", "\r\ntO:") + body;
            case "word" -> header + body + (body.length() > 2 ? "X" : "forged\r\n");
            case "subject" -> header.replace("\r\nSubject: ", "\r\nSubject: You won! ") + body;
            case "second-from" -> "From: ceo@good-bench.org\r\n" + message;
            case "second-subject" -> "Subject: another\r\n" + message;
            case "append" -> message + "<p>forged</p>\r\n";
            case "cut" -> header + "\r\n";
            case "no-to" -> header.replace("To: Bob <bob@peer-bench.org>,\r\n\tCy <cy@peer-bench.org>\r\n", "") + body;
            case "other-signer" -> header.replaceAll("(?s)(DKIM-Signature:.*?\\bd=)[a-z.]+", "$1soft-bench.org") + body;
            case "signature" -> header.replaceAll("(?s)(DKIM-Signature:.*?\\bb=\\s*)[A-Za-z0-9]{3}", "$1zzz") + body;
            default -> message;
        };
    }

    /** Pairs of a tag list and how to canonicalize, signed by hand: what signers rarely do. */
    static List<String[]> oddities() {
        List<String[]> all = new ArrayList<>();
        String usual = "s=r2048; h=From:To:Subject:Date";
        for (String how : List.of("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")) {
            all.add(new String[] {usual, how});
        }
        for (String tags : List.of(
                usual + "; x=1000000001; t=1000000000",
                usual + "; x=4000000000; t=1700000000",
                usual + "; i=@sub.D",
                usual + "; i=ann@D",
                usual + "; i=@elsewhere-bench.org",
                usual + "; q=dns/txt",
                usual + "; q=other",
                usual + "; z=From:x|To:y",
                usual + "; n=1; unknown=2",
                usual + "; s=r2048",
                usual + "; l=0",
                usual + "; l=3",
                usual + "; l=99999",
                usual + "; v=2",
                "s=r2048; h=To:Subject",
                "s=r2048; h=From:From:To:To:Subject:Subject:Cc",
                "s=r2048; h=from : to : SUBJECT",
                "s=r1024; h=From:Subject",
                "s=r768; h=From:Subject",
                "s=revoked; h=From",
                "s=missing; h=From",
                "s=testing; h=From",
                "s=narrow; h=From; i=@sub.D",
                "s=narrow; h=From; i=@D",
                "s=sha1only; h=From",
                "s=web; h=From",
                "s=broken; h=From",
                "s=slow; h=From",
                "s=e; h=From:Subject")) {
            all.add(new String[] {tags, "relaxed/relaxed"});
        }
        return all;
    }
}
