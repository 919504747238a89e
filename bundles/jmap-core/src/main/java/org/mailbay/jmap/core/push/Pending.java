package org.mailbay.jmap.core.push;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.mailbay.store.AccountId;

/** State changes that a client was not told of yet: one state for each type, however many commits there were. One thread at a time. */
public final class Pending {
    private final AccountId own;

    private final Map<AccountId, Map<String, Long>> changed = new TreeMap<>();

    /** What the states of others' accounts end with. */
    private final Map<AccountId, Long> versions = new TreeMap<>();

    private final Map<AccountId, Long> others = new TreeMap<>();

    private long modSeq;

    /** Nothing yet for the user of account {@code own}. */
    public Pending(AccountId own) {
        this.own = own;
    }

    /**
     * Notes a change of those types that are {@code wanted}; false when there are none.
     *
     * @param version of what the user sees of another's account; 0 of its own
     */
    public boolean note(AccountId account, long version, long atModSeq, Set<String> types, Predicate<String> wanted) {
        boolean any = false;
        for (String type : types) {
            if (wanted.test(type)) {
                changed.computeIfAbsent(account, _ -> new TreeMap<>()).merge(type, atModSeq, Math::max);
                any = true;
            }
        }
        if (any && account.equals(own)) {
            modSeq = Math.max(modSeq, atModSeq);
        } else if (any) {
            versions.put(account, version);
            others.merge(account, atModSeq, Math::max);
        }
        return any;
    }

    /** Takes over what the client knows from before. */
    public void resume(Seen seen) {
        modSeq = Math.max(modSeq, seen.own());
        seen.others().forEach((account, state) -> others.merge(account, state, Math::max));
    }

    /** Forgets the changes of types that are not {@code wanted}. */
    public void retain(Predicate<String> wanted) {
        changed.values().forEach(types -> types.keySet().removeIf(wanted.negate()));
        changed.values().removeIf(Map::isEmpty);
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return changed.isEmpty();
    }

    /** Forgets everything. */
    public void clear() {
        changed.clear();
    }

    /** What the client shall give back to hear only of what comes later. */
    public String pushState() {
        return new Seen(modSeq, others).toString();
    }

    /** The changes as the value of {@code changed} in a StateChange (RFC 8620 §7.1); type names are ASCII words. Forgets them. */
    public String take() {
        StringBuilder text = new StringBuilder(128).append('{');
        changed.forEach((account, types) -> {
            String suffix = account.equals(own) ? "" : "-" + versions.get(account);
            text.append(text.length() > 1 ? "," : "")
                    .append('"')
                    .append(account)
                    .append("\":{");
            String comma = "";
            for (Map.Entry<String, Long> entry : types.entrySet()) {
                text.append(comma).append('"').append(entry.getKey()).append("\":\"");
                text.append(entry.getValue()).append(suffix).append('"');
                comma = ",";
            }
            text.append('}');
        });
        clear();
        return text.append('}').toString();
    }
}
