package org.mailbay.jmap.mail;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.directory.Principal;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.mail.spi.DeliveryHook.Arrival;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts messages into inboxes: one blob per tenant, one durable commit per account, before it answers. */
@Component(immediate = true)
public final class MailDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);

    /** Of the same bytes in one account: when a user sends the same again and again. */
    private static final int MOST_EMAILS = 10_000;

    private final Store store;

    private final MailIndex index;

    private final Hooks hooks = new Hooks();

    @Activate
    public MailDelivery(@Reference Store store, @Reference MailIndex index) {
        this.store = store;
        this.index = index;
    }

    /** Another who is told of deliveries. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindHook(DeliveryHook hook) {
        hooks.bind(hook);
    }

    /** When it returns, nobody is inside the hook any more. */
    public void unbindHook(DeliveryHook hook) {
        hooks.unbind(hook);
    }

    @Override
    public Incoming begin(List<Principal> recipients, long sizeHint) throws IOException {
        return begin(recipients, sizeHint, false);
    }

    @Override
    public Incoming beginAgain(List<Principal> recipients, long sizeHint) throws IOException {
        return begin(recipients, sizeHint, true);
    }

    private Incoming begin(List<Principal> recipients, long sizeHint, boolean isAgain) throws IOException {
        Map<AccountId, Optional<Account>> accounts = new LinkedHashMap<>();
        Map<TenantId, BlobSink> sinks = new LinkedHashMap<>();
        try {
            for (Principal recipient : recipients) {
                if (accounts.containsKey(recipient.account())) {
                    continue;
                }
                Optional<Account> account = store.account(recipient.account());
                accounts.put(recipient.account(), account);
                if (account.isPresent() && !sinks.containsKey(account.get().tenant())) {
                    sinks.put(account.get().tenant(), account.get().blobs().create(sizeHint));
                }
            }
        } catch (IOException | RuntimeException e) {
            sinks.values().forEach(BlobSink::close);
            throw e;
        }
        return new Arriving(recipients, accounts, sinks, sizeHint, isAgain);
    }

    /** One message on its way into one or many accounts. */
    private final class Arriving implements Incoming {
        private final List<Principal> recipients;
        private final Map<AccountId, Optional<Account>> accounts;
        private final Map<TenantId, BlobSink> sinks;
        private final ArrivingText text;
        private final boolean isAgain;

        Arriving(
                List<Principal> recipients,
                Map<AccountId, Optional<Account>> accounts,
                Map<TenantId, BlobSink> sinks,
                long sizeHint,
                boolean isAgain) {
            this.recipients = List.copyOf(recipients);
            this.accounts = accounts;
            this.sinks = sinks;
            this.text = new ArrivingText(sizeHint);
            this.isAgain = isAgain;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            text.write(bytes, offset, length);
            for (BlobSink sink : sinks.values()) {
                sink.write(bytes, offset, length);
            }
        }

        @Override
        public long size() {
            return text.size();
        }

        @Override
        public List<Outcome> deliver(Envelope envelope, Placement placement) throws IOException {
            Message message = text.message();
            Map<TenantId, BlobRef> blobs = new LinkedHashMap<>();
            for (Map.Entry<TenantId, BlobSink> sink : sinks.entrySet()) {
                blobs.put(sink.getKey(), sink.getValue().seal());
            }
            Map<AccountId, Callable<Outcome>> work = new LinkedHashMap<>();
            accounts.forEach((id, account) -> work.put(
                    id,
                    () -> account.isEmpty()
                            ? missing(id)
                            : deliver(account.get(), envelope, placement, message, blobs)));
            Map<AccountId, Outcome> outcomes = run(work);
            return recipients.stream()
                    .map(recipient -> outcomes.get(recipient.account()))
                    .toList();
        }

        private Outcome missing(AccountId id) {
            LOG.error("event=delivery outcome=failed account={} reason=account-missing", id);
            return new Outcome.TryLater("account is missing");
        }

        private Outcome deliver(
                Account account,
                Envelope envelope,
                Placement placement,
                Message message,
                Map<TenantId, BlobRef> blobs) {
            try {
                BlobRef blob = blobs.get(account.tenant());
                if (blob == null) {
                    throw new IOException("no blob for the account's tenant");
                }
                if (isAgain && isThere(account, blob, envelope.received())) {
                    LOG.info(
                            "event=delivery outcome=there-already account={} trace={}",
                            account.id(),
                            envelope.traceId());
                    return new Outcome.Delivered();
                }
                StoredEmail email = new StoredEmail(blob, preview(account, blob), message);
                account.<ObjectId, IOException>write(tx -> {
                    ObjectId id = Filing.file(
                            tx,
                            new Aftermath(account, tx, index),
                            email,
                            List.of(Mailboxes.standard(tx, role(placement)).number()),
                            placement == Placement.SENT ? Set.of("$seen") : Set.of(),
                            envelope.received());
                    if (placement == Placement.INBOX) {
                        hooks.delivered(tx, new Arrival(id, email, envelope.sender(), addressOf(account.id())));
                    }
                    return id;
                });
                return new Outcome.Delivered();
            } catch (OverQuotaException e) {
                LOG.warn("event=delivery outcome=refused account={} reason=over-quota", account.id());
                return new Outcome.Refused("5.2.2", "mailbox full");
            } catch (IOException | RuntimeException e) {
                LOG.atError().setCause(e).log("event=delivery outcome=failed account={}", account.id());
                return new Outcome.TryLater("local error");
            }
        }

        private static boolean isThere(Account account, BlobRef blob, Instant received) throws IOException {
            Objects emails = account.snapshot().objects(Mail.EMAIL);
            for (ObjectId id : account.blobs().objects(blob, MOST_EMAILS)) {
                int ordinal = id.letter() == Mail.EMAIL.letter() ? emails.ordinal(id) : -1;
                if (ordinal >= 0 && emails.get(OfEmail.RECEIVED_AT, ordinal) == received.toEpochMilli()) {
                    return true;
                }
            }
            return false;
        }

        private static String role(Placement placement) {
            return switch (placement) {
                case INBOX -> Mailboxes.INBOX;
                case JUNK -> Mailboxes.JUNK;
                case SENT -> Mailboxes.SENT;
            };
        }

        private String preview(Account account, BlobRef blob) throws IOException {
            return text.preview((from, length) -> {
                // Held, since nothing refers to the blob before the email is committed.
                account.blobs().hold(blob, Duration.ofHours(1));
                return account.blobs().open(blob, from, length);
            });
        }

        private String addressOf(AccountId account) {
            return recipients.stream()
                    .filter(recipient -> recipient.account().equals(account))
                    .findFirst()
                    .map(Principal::address)
                    .orElse("");
        }

        @Override
        public void close() {
            sinks.values().forEach(BlobSink::close);
        }
    }

    /** One account after the other waits for one flush after the other; side by side they share them. */
    private static Map<AccountId, Outcome> run(Map<AccountId, Callable<Outcome>> work) throws IOException {
        Map<AccountId, Outcome> outcomes = new LinkedHashMap<>();
        try {
            if (work.size() == 1) {
                Map.Entry<AccountId, Callable<Outcome>> only =
                        work.entrySet().iterator().next();
                outcomes.put(only.getKey(), only.getValue().call());
                return outcomes;
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Map<AccountId, Future<Outcome>> running = new LinkedHashMap<>();
                work.forEach((id, callable) -> running.put(id, threads.submit(callable)));
                for (Map.Entry<AccountId, Future<Outcome>> future : running.entrySet()) {
                    outcomes.put(future.getKey(), future.getValue().get());
                }
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while delivering", e);
        } catch (ExecutionException e) {
            throw new IOException("delivery failed", e.getCause());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("delivery failed", e);
        }
    }
}
