package org.mailbay.imap.search;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.mailbay.directory.Principal;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Views;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.email.EmailSchema;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.room.StoreMailroom;
import org.mailbay.jmap.mail.search.Bounds;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.store.Account;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.store.TextQuery;
import org.mailbay.testkit.MemoryStore;

/** A mailbox in a store in memory, with the model of mail over it. */
public final class Letterbox implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");

    private final MemoryStore memory = new MemoryStore();
    private final EmailSchema schema = new EmailSchema(Bounds.DEFAULT);
    public final StoreMailroom room;
    public final Principal alice;
    public final MailAccount mail;
    public final long mailbox;
    final HeaderKeys keys = new HeaderKeys();
    long recentFrom = Long.MAX_VALUE;
    long[] saved = {};

    /** @param isIndexed whether there is a search index; without one every text is read */
    public Letterbox(boolean isIndexed) throws Exception {
        if (isIndexed) {
            index();
        }
        Account account = memory.store().create(new TenantId(1));
        alice = new Principal(account.tenant(), "alice@example.test", "", account.id(), Set.of());
        MailIndex index = new MailIndex();
        room = new StoreMailroom(memory.store(), index, new EmailLimits(100, 100), new MailboxType(index));
        mail = room.open(alice, account.id()).orElseThrow();
        mailbox = mail.create(0, "Box", "");
    }

    /** From now on there is an index. */
    void index() {
        memory.search(schema);
    }

    /** Adds a message with LF line ends. */
    public Added add(String message, Instant received, boolean deleted, String... keywords) throws Exception {
        byte[] bytes = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try (BlobSink sink = mail.account().blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            NewEmail email = new NewEmail(mail.read(sink.seal()), Set.of(keywords), deleted, received);
            return mail.add(mailbox, List.of(email), null).getFirst();
        }
    }

    public Added add(String message) throws Exception {
        return add(message, NOW, false);
    }

    /** Waits until the index has seen everything. */
    void settle() throws Exception {
        TextQuery any = new TextQuery(Set.of(), "x", TextQuery.Mode.WORDS);
        Snapshot now = mail.account().snapshot();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (mail.account()
                        .search()
                        .findKnown(now, Mail.EMAIL, any, Duration.ofMillis(100))
                        .unseen()
                        .size()
                > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the index does not get on");
            }
        }
    }

    Scope scope() throws IOException {
        return Scope.of(mail.account(), new Views().newest(mail.account(), mailbox), uid -> uid >= recentFrom, saved);
    }

    Searcher searcher() throws IOException {
        return new Searcher(scope(), InstantSource.fixed(NOW));
    }

    static SearchProgram program(String text) throws Malformed, SearchRefused {
        return SearchProgram.read(Input.of(text, true));
    }

    /** The sequence numbers of what is found, with a space between. */
    String find(String text) throws Exception {
        StringBuilder numbers = new StringBuilder();
        for (long number : searcher().search(program(text)).numbers(false)) {
            numbers.append(numbers.isEmpty() ? "" : " ").append(number);
        }
        return numbers.toString();
    }

    /** What ESEARCH answers, without its line's end. */
    String extended(String text, boolean uid) throws Exception {
        SearchProgram program = program(text);
        Found found = searcher().search(program);
        return written(out -> SearchAnswer.esearch(
                out, "T", null, java.util.Objects.requireNonNull(program.options()), program.hasModSeq(), found, uid));
    }

    String sort(String text) throws Exception {
        SortProgram program = SortProgram.read(Input.of(text, true));
        Found found = new Sorter(searcher(), keys).sort(program);
        SearchOptions options = program.search().options();
        return written(out -> {
            if (options == null) {
                SearchAnswer.sort(out, program.search(), found, false);
            } else {
                SearchAnswer.esearch(out, "T", null, options, program.search().hasModSeq(), found, false);
            }
        });
    }

    String thread(String text) throws Exception {
        ThreadAlgorithm.Program program = ThreadAlgorithm.Program.read(Input.of(text, true));
        Searcher searcher = searcher();
        Forest forest = new Threader(searcher, keys).thread(program);
        return written(out -> SearchAnswer.thread(out, forest, searcher.scope(), false));
    }

    interface Writing {
        void to(Out out);
    }

    static String written(Writing writing) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Out out = new Out(sent::writeBytes, false);
        writing.to(out);
        out.flush();
        return sent.toString(StandardCharsets.UTF_8).replace("\r\n", "");
    }

    @Override
    public void close() {
        memory.close();
        schema.stop();
    }
}
