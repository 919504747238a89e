package org.mailbay.itests.endtoend;

import com.google.common.util.concurrent.ListenableFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.server.Server;
import rs.ltt.jmap.common.entity.Email;
import rs.ltt.jmap.common.entity.EmailAddress;
import rs.ltt.jmap.common.entity.EmailBodyPart;
import rs.ltt.jmap.common.entity.EmailBodyValue;
import rs.ltt.jmap.common.entity.IdentifiableMailboxWithRole;
import rs.ltt.jmap.common.entity.Identity;
import rs.ltt.jmap.common.entity.Mailbox;
import rs.ltt.jmap.common.entity.Role;
import rs.ltt.jmap.common.entity.query.EmailQuery;
import rs.ltt.jmap.mua.Mua;
import rs.ltt.jmap.mua.Status;
import rs.ltt.jmap.mua.cache.InMemoryCache;
import rs.ltt.jmap.mua.cache.exception.CacheConflictException;
import rs.ltt.jmap.mua.util.QueryResultItem;
import tools.jackson.databind.JsonNode;

/** A mail program built on jmap-mua, a library of another author, with all that it keeps of an account. */
final class Mail implements AutoCloseable {
    /** Everything, in order of arrival. */
    static final EmailQuery ALL = EmailQuery.unfiltered(false);

    private static final long PATIENCE_SECONDS = 30;

    private final Kept kept = new Kept();

    final Mua mua;

    Mail(Server server, String address, String account) {
        mua = Mua.builder()
                .sessionResource("http://127.0.0.1:" + server.port("http") + "/.well-known/jmap")
                .username(address)
                .password("demo")
                .accountId(account)
                .cache(kept)
                .queryPageSize(500)
                .build();
    }

    /** Waits for an answer. */
    static <T> T get(ListenableFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(e);
        }
    }

    /** Fetches what changed until nothing did. */
    void synchronize() throws InterruptedException, ExecutionException {
        for (int i = 0; i < 100; i++) {
            try {
                Status mailboxes = get(mua.refreshMailboxes());
                Status all = get(mua.query(ALL));
                if (get(mua.refresh()) == Status.UNCHANGED
                        && mailboxes == Status.UNCHANGED
                        && all == Status.UNCHANGED) {
                    return;
                }
            } catch (ExecutionException e) {
                // Another changed the account between two calls of one request; the library wants to be asked again.
                if (!isCausedBy(e, CacheConflictException.class)) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("it changes and changes");
    }

    static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    List<Email> emails() {
        return kept.all();
    }

    Email email(String id) {
        return emails().stream()
                .filter(email -> email.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    IdentifiableMailboxWithRole mailbox(Role role) {
        return kept.mailboxes().stream()
                .filter(mailbox -> mailbox.getRole() == role)
                .findFirst()
                .orElseThrow();
    }

    Mailbox mailbox(String name) {
        return kept.mailboxes().stream()
                .filter(mailbox -> mailbox.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Identity identity() {
        return kept.identities().getFirst();
    }

    static Email text(String from, String to, String subject) {
        return Email.builder()
                .from(EmailAddress.builder().email(from).build())
                .to(EmailAddress.builder().email(to).build())
                .subject(subject)
                .textBody(EmailBodyPart.builder().partId("0").type("text/plain").build())
                .bodyValue(
                        "0", EmailBodyValue.builder().value("Gr\u00fc\u00dfe").build())
                .build();
    }

    /** What it keeps: mailboxes and keywords of each email, and the order of all. */
    Map<String, String> picture() {
        Map<String, String> picture = new TreeMap<>();
        emails().forEach(email -> picture.put(
                email.getId(),
                line(email.getMailboxIds().keySet(), email.getKeywords().keySet())));
        picture.put("order", kept.order(ALL).toString());
        kept.mailboxes()
                .forEach(mailbox -> picture.put(
                        mailbox.getId(),
                        mailbox.getName() + " " + mailbox.getTotalEmails() + " " + mailbox.getUnreadEmails()));
        return picture;
    }

    /** The same, as the server has it. */
    static Map<String, String> picture(JmapClient client) throws IOException {
        Map<String, String> picture = new TreeMap<>();
        JsonNode ids = client.one("Email/query", "").get("ids");
        picture.put("order", ids.valueStream().map(JsonNode::asString).toList().toString());
        for (JsonNode email : client.one(
                        "Email/get", "\"ids\":" + ids + ",\"properties\":[\"mailboxIds\",\"keywords\"]")
                .get("list")) {
            picture.put(
                    email.get("id").asString(),
                    line(
                            email.get("mailboxIds").propertyNames(),
                            email.get("keywords").propertyNames()));
        }
        for (JsonNode mailbox : client.one("Mailbox/get", "").get("list")) {
            picture.put(
                    mailbox.get("id").asString(),
                    mailbox.get("name").asString() + " " + mailbox.get("totalEmails") + " "
                            + mailbox.get("unreadEmails"));
        }
        return picture;
    }

    private static String line(Iterable<String> mailboxes, Iterable<String> keywords) {
        return sorted(mailboxes) + " " + sorted(keywords);
    }

    private static Set<String> sorted(Iterable<String> words) {
        Set<String> sorted = new TreeSet<>();
        words.forEach(sorted::add);
        return sorted;
    }

    @Override
    public void close() {
        mua.close();
    }

    /** The library's own memory, looked into under its own locks. */
    private static final class Kept extends InMemoryCache {
        List<Email> all() {
            synchronized (emails) {
                return new ArrayList<>(emails.values());
            }
        }

        List<Mailbox> mailboxes() {
            synchronized (mailboxes) {
                return new ArrayList<>(mailboxes.values());
            }
        }

        List<Identity> identities() {
            synchronized (identities) {
                return new ArrayList<>(identities.values());
            }
        }

        List<String> order(EmailQuery query) {
            synchronized (queryResults) {
                return queryResults.get(query.asHash()).getItems().stream()
                        .map(QueryResultItem::getEmailId)
                        .toList();
            }
        }
    }
}
