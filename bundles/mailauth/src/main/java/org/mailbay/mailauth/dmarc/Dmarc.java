package org.mailbay.mailauth.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.dmarc.DmarcResult.Verdict;
import org.mailbay.mailauth.dmarc.Identifier.Method;
import org.mailbay.mailauth.dmarc.Identifier.Standing;
import org.mailbay.mailauth.dmarc.TreeWalk.Found;
import org.mailbay.mailauth.dmarc.TreeWalk.NoAnswer;

/** Checks messages against the policy of their author's domain (RFC 9989 §5.3). */
public final class Dmarc {
    private static final int MOST_AUTHORS = 4;

    private static final int MOST_IDENTIFIERS = 20;

    private final Resolver dns;

    public Dmarc(Resolver dns) {
        this.dns = dns;
    }

    /**
     * Checks a message.
     *
     * <p>With authors of several domains, each of them must stand behind it; otherwise the strictest policy of them counts (RFC 9989
     * §5.3.1 leaves that to the receiver).
     *
     * @param identifiers of SPF and DKIM, also those that did not pass
     */
    public DmarcResult check(Authors authors, List<Identifier> identifiers) {
        if (!authors.problem().isEmpty()) {
            return DmarcResult.without(Verdict.PERMERROR, "", authors.problem());
        }
        if (authors.domains().size() > MOST_AUTHORS) {
            return DmarcResult.without(Verdict.PERMERROR, "", "authors of too many domains");
        }
        TreeWalk walk = new TreeWalk(dns);
        DmarcResult worst = null;
        for (String domain : authors.domains()) {
            DmarcResult result = check(domain, identifiers, walk);
            worst = worst == null || rank(result) > rank(worst) ? result : worst;
        }
        return worst == null ? DmarcResult.without(Verdict.PERMERROR, "", "no author") : worst;
    }

    private static int rank(DmarcResult result) {
        return switch (result.verdict()) {
            case PASS -> 0;
            case NONE -> 1;
            case FAIL -> 2 + result.wanted().ordinal();
            case TEMPERROR -> 10;
            case PERMERROR -> 11;
        };
    }

    private DmarcResult check(String author, List<Identifier> identifiers, TreeWalk walk) {
        try {
            Optional<Found> found = discover(author, walk);
            if (found.isEmpty() || !found.get().record().isUsable()) {
                String reason = found.isEmpty() ? "" : "the policy cannot be read";
                return DmarcResult.without(Verdict.NONE, author, reason);
            }
            return apply(author, found.get(), identifiers, walk);
        } catch (NoAnswer e) {
            return DmarcResult.without(Verdict.TEMPERROR, author, String.valueOf(e.getMessage()));
        }
    }

    /** RFC 9989 §4.10.1. */
    private static Optional<Found> discover(String author, TreeWalk walk) throws NoAnswer {
        Optional<DmarcRecord> own = walk.record(author);
        if (own.isPresent()) {
            return Optional.of(new Found(author, own.get()));
        }
        List<Found> above = walk.walk(author);
        String organization = TreeWalk.organization(author, above);
        return above.stream()
                .filter(one -> one.domain().equals(organization))
                .findFirst()
                .or(() -> above.stream()
                        .filter(one -> one.record().suffix() == 'y')
                        .findFirst());
    }

    private DmarcResult apply(String author, Found found, List<Identifier> identifiers, TreeWalk walk) throws NoAnswer {
        DmarcRecord record = found.record();
        List<String> aligned = new ArrayList<>();
        String undecided = "";
        for (Identifier identifier : identifiers.subList(0, Math.min(identifiers.size(), MOST_IDENTIFIERS))) {
            if (identifier.standing() == Standing.OTHER || !isAligned(author, identifier, record, walk)) {
                continue;
            }
            String name = (identifier.method() == Method.SPF ? "spf=" : "dkim=") + identifier.domain();
            if (identifier.standing() == Standing.PASS) {
                aligned.add(name);
            } else {
                undecided = name;
            }
        }
        Policy published = published(author, found);
        Verdict verdict = !aligned.isEmpty() ? Verdict.PASS : undecided.isEmpty() ? Verdict.FAIL : Verdict.TEMPERROR;
        return new DmarcResult(
                verdict,
                author,
                found.domain(),
                published,
                record.isTest() ? published.milder() : published,
                aligned,
                record.reports(),
                verdict == Verdict.TEMPERROR ? "no answer from DNS about " + undecided : "");
    }

    private static boolean isAligned(String author, Identifier identifier, DmarcRecord record, TreeWalk walk)
            throws NoAnswer {
        boolean isStrict = identifier.method() == Method.SPF ? record.isSpfStrict() : record.isDkimStrict();
        String domain = identifier.domain();
        if (domain.equals(author) || isStrict) {
            return domain.equals(author);
        }
        // RFC 9989 §4.10.2; who is not below the author's organization need not be asked
        String organization = walk.organization(author);
        return DnsName.isWithin(domain, organization)
                && walk.organization(domain).equals(organization);
    }

    private Policy published(String author, Found found) {
        DmarcRecord record = found.record();
        if (found.domain().equals(author)) {
            return record.policy();
        }
        Policy subdomains = record.subdomains().orElse(record.policy());
        // RFC 9989 §3.2.14: a domain does not exist when the answer is NXDOMAIN
        return record.missing().isPresent() && dns.ask(author, RecordType.A).status() == Answer.Status.NO_NAME
                ? record.missing().get()
                : subdomains;
    }
}
