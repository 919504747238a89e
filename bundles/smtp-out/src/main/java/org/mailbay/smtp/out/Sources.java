package org.mailbay.smtp.out;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.store.TenantId;

/** Which addresses a tenant's mail comes from. */
final class Sources {
    private static final String ANYBODY = "*";

    private final Map<String, List<InetAddress>> addresses = new HashMap<>();

    /**
     * Reads {@code TENANT=ADDRESS}; the tenant * is everybody without a line.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    Sources(String[] lines) {
        for (String line : lines) {
            String[] parts = line.split("=", 2);
            if (parts.length != 2 || parts[0].isBlank()) {
                throw new IllegalArgumentException("smtp-out.source: \"" + line + "\" is not TENANT=ADDRESS");
            }
            addresses
                    .computeIfAbsent(parts[0].strip(), tenant -> new ArrayList<>())
                    .add(InetAddress.ofLiteral(parts[1].strip()));
        }
    }

    /** Where from, at random for all that it matters; empty for anywhere. */
    private List<InetAddress> of(TenantId tenant) {
        return addresses.getOrDefault(tenant.toString(), addresses.getOrDefault(ANYBODY, List.of()));
    }

    /** Whether a tenant's mail may go to {@code address} from any address of ours. */
    boolean isFree(TenantId tenant) {
        return of(tenant).isEmpty();
    }

    /** The source for a destination: of its family; empty when the tenant has none of that family. */
    Optional<InetAddress> forDestination(TenantId tenant, InetAddress destination) {
        return of(tenant).stream()
                .filter(source -> source.getClass() == destination.getClass())
                .findFirst();
    }

    /** In a word, for comparing. */
    String text(TenantId tenant) {
        return isFree(tenant) ? "" : of(tenant).toString();
    }
}
