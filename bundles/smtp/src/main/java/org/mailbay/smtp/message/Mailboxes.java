package org.mailbay.smtp.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Principal;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.envelope.Transaction.Accepted;
import org.mailbay.store.AccountId;

/** The mailboxes that a message goes to, none twice. */
final class Mailboxes {
    private final Map<AccountId, Target.Mailbox> all = new LinkedHashMap<>();

    void add(Target.Mailbox mailbox) {
        all.putIfAbsent(mailbox.principal().account(), mailbox);
    }

    /** All that a transaction's recipients have. */
    static Mailboxes of(Transaction transaction) {
        Mailboxes mailboxes = new Mailboxes();
        for (Accepted recipient : transaction.recipients) {
            for (Target target : recipient.targets()) {
                if (target instanceof Target.Mailbox mailbox) {
                    mailboxes.add(mailbox);
                }
            }
        }
        return mailboxes;
    }

    /** Those whose copies have the same fields, by fields. */
    Map<String, Mailboxes> byFields() {
        Map<String, Mailboxes> some = new LinkedHashMap<>();
        for (Target.Mailbox mailbox : all.values()) {
            some.computeIfAbsent(mailbox.fields(), _ -> new Mailboxes()).add(mailbox);
        }
        return some;
    }

    List<Principal> principals() {
        return all.values().stream().map(Target.Mailbox::principal).toList();
    }

    List<Target.Mailbox> list() {
        return List.copyOf(all.values());
    }

    /** By account, what became of it: in the order of {@link #principals}. */
    Map<AccountId, Outcome> by(List<Outcome> outcomes) {
        Map<AccountId, Outcome> result = new LinkedHashMap<>();
        int i = 0;
        for (AccountId account : all.keySet()) {
            result.put(account, outcomes.get(i++));
        }
        return result;
    }

    /** What became of a recipient: the worst of its mailboxes. */
    static Outcome of(Accepted recipient, Map<AccountId, Outcome> outcomes) {
        Outcome worst = new Outcome.Delivered();
        for (Target target : recipient.targets()) {
            if (target instanceof Target.Mailbox mailbox) {
                Outcome outcome = outcomes.getOrDefault(mailbox.principal().account(), new Outcome.Delivered());
                worst = weight(outcome) > weight(worst) ? outcome : worst;
            }
        }
        return worst;
    }

    private static int weight(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered d -> 0;
            case Outcome.Refused r -> 1;
            case Outcome.TryLater t -> 2;
        };
    }
}
