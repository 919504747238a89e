package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.sharing.ShareRequest.Change;
import org.mailbay.jmap.sharing.Stored.OfNotification;
import org.mailbay.jmap.sharing.Stored.OfSharedAccount;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells those whose rights were changed: their list of accounts to look into, and a notification.
 *
 * <p>Works once or several times for each change, in the order of the owner's transactions. What the list says follows from the owner's
 * rows as they are, not from the request, so doing it again does no harm; which changes a user was told of is kept with the list.
 */
@Component(service = {OutboxWorker.class, MetricSource.class})
public final class ShareWorker implements OutboxWorker, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(ShareWorker.class);

    private final Sharing sharing;

    private final InstantSource clock;

    private final LongAdder notified = new LongAdder();

    /** In the container. */
    @Activate
    public ShareWorker(@Reference Sharing sharing) {
        this(sharing, Clock.systemUTC());
    }

    ShareWorker(Sharing sharing, InstantSource clock) {
        this.sharing = sharing;
        this.clock = clock;
    }

    @Override
    public String topic() {
        return "share";
    }

    @Override
    public void work(AccountId owner, byte[] payload) throws IOException {
        ShareRequest request = ShareRequest.of(payload);
        List<String> rights = rights(request.type());
        try (Lease<Store> store = sharing.store()) {
            for (Map.Entry<AccountId, Change> entry : request.changes().entrySet()) {
                Account sharee = store.service().account(entry.getKey()).orElse(null);
                if (sharee != null && !sharee.id().equals(owner)) {
                    tell(owner, sharee, request, entry.getValue(), rights);
                }
            }
        }
        LOG.info(
                "event=jmap.share owner={} type={} principals={}",
                owner,
                request.type(),
                request.changes().size());
    }

    /** All rights that the type knows. */
    private List<String> rights(String type) throws IOException {
        try (Shelf.Leases<Shareable> types = sharing.types()) {
            if (!types.byName().containsKey(type)) {
                throw new IOException("nobody knows " + type + " now"); // later: what it shares cannot be seen
            }
            return types.byName().get(type).rights();
        }
    }

    private void tell(AccountId owner, Account sharee, ShareRequest request, Change change, List<String> rights)
            throws IOException {
        Principal principal = sharing.people().byAccount().get(sharee.id());
        boolean sameTenant = principal != null && sharing.people().find(principal, owner) != null;
        Set<String> seen = sameTenant ? seen(owner, sharee.id()) : Set.of();
        Set<String> present;
        try (Shelf.Leases<Shareable> types = sharing.types()) {
            present = Set.copyOf(types.byName().keySet());
        }
        boolean news = sameTenant && !request.by().equals(sharee.id()); // RFC 9670 §3: what others did
        byte[] bytes = news ? bytes(request, change, rights) : new byte[0];
        long now = clock.millis();
        boolean added = sharee.write(tx -> {
            list(tx, owner, seen, present);
            return news && first(tx, owner, request) && add(tx, request, bytes, owner, now);
        });
        if (added) {
            notified.increment();
        }
    }

    /** False when the sharee's account is full: that is no reason to keep all others waiting. */
    private boolean add(Transaction tx, ShareRequest request, byte[] bytes, AccountId owner, long now) {
        Objects old = tx.snapshot().objects(Stored.NOTIFICATION);
        int[] ordinals = old.all().toArray();
        for (int i = 0; i <= ordinals.length - sharing.maxNotifications(); i++) {
            tx.destroy(Stored.NOTIFICATION, old.id(ordinals[i])); // RFC 9670 §3.1: so that they do not pile up
        }
        try {
            Row row = Row.EMPTY
                    .with(OfNotification.CREATED, now)
                    .with(OfNotification.OBJECT_TYPE, request.type())
                    .with(OfNotification.OBJECT_ACCOUNT, owner.number());
            tx.create(Stored.NOTIFICATION, row, bytes, List.of());
            return true;
        } catch (OverQuotaException e) {
            LOG.warn("event=jmap.share outcome=not-notified reason=over-quota owner={} object={}", owner, request.id());
            return false;
        }
    }

    /** Names of the types of which the owner shares something with a principal. */
    private Set<String> seen(AccountId owner, AccountId sharee) throws IOException {
        try (Lease<Store> store = sharing.store()) {
            Account account = store.service().account(owner).orElse(null);
            Given given = account == null
                    ? null
                    : sharing.giving(account.snapshot()).byPrincipal().get(sharee);
            return given == null ? Set.of() : given.types();
        }
    }

    /** Puts the owner's account on the list, or takes it off; types whose model is away stay as they were. */
    private static void list(Transaction tx, AccountId owner, Set<String> seen, Set<String> present)
            throws IOException {
        byte[] key = Stored.key(owner.number());
        byte[] entry = tx.index(Stored.BY_OWNER, key);
        ObjectId id = entry == null
                ? null
                : Stored.SHARED_ACCOUNT
                        .parse(new String(entry, StandardCharsets.US_ASCII))
                        .orElse(null);
        Row row = id == null ? null : tx.row(id);
        Set<String> types = new TreeSet<>(row == null ? Set.of() : row.get(OfSharedAccount.TYPES));
        types.removeAll(present);
        types.addAll(seen);
        if (id != null && row != null) {
            if (types.isEmpty()) {
                tx.destroy(Stored.SHARED_ACCOUNT, id);
                tx.index(Stored.BY_OWNER, key, null);
            } else {
                tx.update(Stored.SHARED_ACCOUNT, id, row.with(OfSharedAccount.TYPES, types));
            }
        } else if (!types.isEmpty()) {
            Row made = Row.EMPTY.with(OfSharedAccount.OWNER, owner.number()).with(OfSharedAccount.TYPES, types);
            ObjectId created = tx.create(Stored.SHARED_ACCOUNT, made, new byte[0], List.of());
            tx.index(Stored.BY_OWNER, key, created.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Whether this is the first time that the principal hears of this change; notes that it did. */
    private static boolean first(Transaction tx, AccountId owner, ShareRequest request) throws IOException {
        byte[] key = Stored.key(owner.number());
        byte[] entry = tx.index(Stored.TOLD, key);
        String[] told = entry == null ? new String[] {"0"} : new String(entry, StandardCharsets.UTF_8).split(" ");
        long last = Long.parseLong(told[0]);
        String object = request.type() + "/" + request.id();
        List<String> now = new ArrayList<>(List.of(Long.toString(request.modSeq())));
        if (request.modSeq() < last) {
            return false;
        }
        if (request.modSeq() == last) {
            now = new ArrayList<>(List.of(told));
            if (now.contains(object)) {
                return false;
            }
        }
        now.add(object);
        tx.index(Stored.TOLD, key, String.join(" ", now).getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private byte[] bytes(ShareRequest request, Change change, List<String> rights) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Principal by = sharing.people().byAccount().get(request.by());
        ObjectNode entity = json.putObject("changedBy");
        entity.put("name", by == null ? "" : by.name());
        entity.put("email", by == null ? null : PrincipalType.email(by));
        entity.put("principalId", by == null ? null : PrincipalType.id(by.account()));
        json.put("objectId", request.id());
        json.put("name", request.name());
        rights(json, "oldRights", change.before(), rights);
        rights(json, "newRights", change.after(), rights);
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    /** As myRights of the object would have it; null for none at all (RFC 9670 §3). */
    private static void rights(ObjectNode json, String property, Set<String> has, List<String> known) {
        if (has.isEmpty()) {
            json.putNull(property);
            return;
        }
        ObjectNode rights = json.putObject(property);
        new HashSet<>(has).forEach(name -> rights.put(name, true));
        known.forEach(name -> rights.put(name, has.contains(name)));
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_jmap_share_notifications_total", "Share notifications that were made.", notified.sum());
    }
}
