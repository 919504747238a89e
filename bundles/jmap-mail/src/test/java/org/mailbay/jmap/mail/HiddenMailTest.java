package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.email.EmailType;
import org.mailbay.jmap.mail.email.Extensions;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.thread.ThreadType;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Query;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bob may add to a mailbox of alice's. In one world, a mailbox of hers that he does not see has the message that he guesses; in the other,
 * some message. All that he can see must be the same.
 */
class HiddenMailTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String GUESSED = "Message-ID: <guess@x>\nIn-Reply-To: <a@x>\nSubject: Re: plan\n\nx\n";
    private static final String ANY = "Message-ID: <other@y>\nIn-Reply-To: <c@y>\nSubject: Re: lunch\n\nx\n";

    /** What bob has seen, in order. */
    private static final class World implements AutoCloseable {
        private final Post post = new Post();
        private final MailIndex index = new MailIndex();
        private final MailboxType mailboxes = new MailboxType(index);
        private final EmailType emails = new EmailType(index, new Extensions(), EmailLimits.DEFAULT);
        private final ThreadType threads = new ThreadType(index);
        private final Map<DataType, Long> states = new LinkedHashMap<>();
        private final List<String> seen = new ArrayList<>();
        private final ObjectId shared;
        private final ObjectId secret;

        World() throws Exception {
            Mailboxes.prepared(post.account(post.alice));
            Setting made =
                    Setting.run(mailboxes, post.view(), "{'create':{'a':{'name':'shared'},'s':{'name':'secret'}}}");
            shared = made.created.get("a");
            secret = made.created.get("s");
            share("lrswite");
        }

        private void share(String letters) throws IOException {
            post.account(post.alice).<Void, IOException>write(tx -> {
                Row row = Objects.requireNonNull(tx.row(shared));
                tx.update(
                        Mail.MAILBOX,
                        shared,
                        MailboxRights.with(row, Map.of(post.bob.account(), new MailboxRights(letters))));
                return null;
            });
        }

        @Override
        public void close() {
            post.close();
        }

        private View bobs() throws IOException {
            return post.view(post.bob, post.alice);
        }

        private void owner(String arguments) throws Exception {
            Setting done = Setting.run(emails, post.view(), arguments);
            assertThat(done.errors).isEmpty();
        }

        /** By SMTP, and then moved by alice. */
        private ObjectId bring(String message, ObjectId to) throws Exception {
            ObjectId email = post.bring(message);
            owner("{'update':{'" + email + "':{'mailboxIds':{'" + to + "':true}}}}");
            return email;
        }

        /** Bob adds a message. */
        private void add(String id, String... answers) throws Exception {
            Setting done = Setting.run(
                    emails,
                    bobs(),
                    "{'create':{'n':{'mailboxIds':{'" + shared + "':true},'messageId':['" + id + "'],'inReplyTo':['"
                            + answers[answers.length - 1] + "'],'references':['" + String.join("','", answers)
                            + "'],'subject':'Re: plan','bodyStructure':{'type':'text/plain','partId':'1'},"
                            + "'bodyValues':{'1':{'value':'x'}}}}}");
            assertThat(done.errors).isEmpty();
            ObjectNode properties = done.properties.get("n");
            seen.add("added " + id + " " + properties.get("id") + " " + properties.get("threadId"));
        }

        private void get(Gettable type, String... properties) throws Exception {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = JSON.createGenerator(text)) {
                out.writeStartArray();
                type.get(
                        bobs(),
                        type.all(bobs(), 100),
                        new LinkedHashSet<>(List.of(properties)),
                        JsonNodeFactory.instance.objectNode(),
                        out);
                out.writeEndArray();
            }
            seen.add(text.toString());
        }

        private void look() throws Exception {
            for (DataType type : List.of(mailboxes, emails, threads)) {
                Long since = states.get(type);
                if (since != null) {
                    Changes.Since changes = (Changes.Since) type.changes(bobs(), since, 100);
                    seen.add(type.type() + " +" + changes.created() + " =" + new TreeSet<>(changes.updated()) + " -"
                            + changes.destroyed() + (changes.countsOnly() ? " counts" : ""));
                }
            }
            get(mailboxes, "id", "totalEmails", "unreadEmails", "totalThreads", "unreadThreads");
            get(emails, "id", "threadId", "mailboxIds", "keywords");
            get(threads, "id", "emailIds");
            Query query = emails.query(bobs(), (ObjectNode) JSON.readTree("{\"collapseThreads\":true}"));
            IntToLongFunction collapse = Objects.requireNonNull(query.collapse());
            seen.add("query "
                    + Arrays.stream(query.all().toArray())
                            .mapToObj(collapse::applyAsLong)
                            .toList());
            for (String filter : List.of("some", "none", "all")) {
                ObjectNode condition = JsonNodeFactory.instance.objectNode();
                condition.put(filter + "InThreadHaveKeyword", "$flagged");
                var found = query.match(condition);
                seen.add(filter + " " + found.toArray().length);
            }
            if (states.get(mailboxes) instanceof Long since) {
                Query all = mailboxes.query(bobs(), JsonNodeFactory.instance.objectNode());
                seen.add("affected " + all.affected(since, (Changes.Since) mailboxes.changes(bobs(), since, 100)));
            }
            if (states.get(emails) instanceof Long since) {
                seen.add("affected "
                        + new TreeSet<>(query.affected(since, (Changes.Since) emails.changes(bobs(), since, 100))));
            }
            for (DataType type : List.of(mailboxes, emails, threads)) {
                states.put(type, type.state(bobs()));
            }
        }

        /** All that bob sees while he guesses and alice uses her mail. */
        List<String> run(String hiddenMessage) throws Exception {
            bring("Message-ID: <a@x>\nSubject: plan\n\nx\n", shared);
            ObjectId hidden = bring(hiddenMessage, secret);
            look();
            add("1@bob", "guess@x");
            look();
            bring("Message-ID: <2@bob>\nIn-Reply-To: <guess@x>\nSubject: Re: plan\n\nx\n", shared);
            look();
            owner("{'update':{'" + hidden + "':{'keywords/$flagged':true,'keywords/$seen':true}}}");
            look();
            owner("{'update':{'" + hidden + "':{'keywords/$seen':null}}}");
            look();
            owner("{'destroy':['" + hidden + "']}");
            look();
            add("3@bob", "a@x", "guess@x");
            look();
            return seen;
        }
    }

    @Test
    void whatElseAnEmailIsInIsNoReasonToRefuse() throws Exception {
        try (World world = new World()) {
            ObjectId email = world.bring("Subject: a\n\nx\n", world.shared);
            world.owner("{'update':{'" + email + "':{'mailboxIds/" + world.secret + "':true}}}");
            Setting flagged = Setting.run(
                    world.emails,
                    world.bobs(),
                    "{'update':{'" + email + "':{'keywords/$flagged':true,'keywords/$seen':true}}}");
            assertThat(flagged.errors).isEmpty();
        }
    }

    /** It cannot be destroyed, but that is all that is told. */
    @Test
    void aHiddenChildIsNotToldOf() throws Exception {
        try (World world = new World()) {
            world.share("lrswitekx");
            Setting below = Setting.run(
                    world.mailboxes,
                    world.post.view(),
                    "{'create':{'h':{'name':'hidden','parentId':'" + world.shared + "','shareWith':null}}}");
            assertThat(below.errors).isEmpty();
            assertThat(world.mailboxes.exists(world.bobs(), below.created.get("h")))
                    .isFalse();
            String destroy = "{'destroy':['" + world.shared + "']}";
            assertThat(Setting.run(world.mailboxes, world.bobs(), destroy).error(world.shared))
                    .isEqualTo("forbidden");
            Setting seen = Setting.run(
                    world.mailboxes,
                    world.bobs(),
                    "{'create':{'v':{'name':'visible','parentId':'" + world.shared + "'}}}");
            assertThat(seen.errors).isEmpty();
            assertThat(Setting.run(world.mailboxes, world.bobs(), destroy).error(world.shared))
                    .isEqualTo("mailboxHasChild");
        }
    }

    private static List<String> world(String hidden) throws Exception {
        try (World world = new World()) {
            return world.run(hidden);
        }
    }

    @Test
    void nothingTellsThatAGuessedMessageIsHidden() throws Exception {
        assertThat(world(GUESSED)).containsExactlyElementsOf(world(ANY));
    }

    @Test
    void othersSeeThreadsToo() throws Exception {
        try (World world = new World()) {
            ObjectId first = world.bring("Message-ID: <a@x>\nSubject: plan\n\nx\n", world.shared);
            world.add("1@bob", "a@x");
            world.add("2@bob", "a@x", "1@bob");
            world.add("3@bob", "b@x");
            View bobs = world.bobs();
            List<ObjectId> all = world.threads.all(bobs, 10);
            assertThat(all).hasSize(2);
            StringWriter text = new StringWriter();
            try (JsonGenerator out = JSON.createGenerator(text)) {
                world.threads.get(
                        bobs, all.subList(1, 2), Set.of("emailIds"), JsonNodeFactory.instance.objectNode(), out);
            }
            JsonNode thread = JSON.readTree(text.toString());
            assertThat(thread.get("emailIds").size()).isEqualTo(3);
            assertThat(thread.get("emailIds").get(0).stringValue()).isEqualTo(first.toString());
            assertThat(world.threads.exists(bobs, Mail.THREAD.id(first.number())))
                    .as("the owner's thread")
                    .isFalse();
            assertThat(world.threads.exists(world.post.view(), Mail.THREAD.id(first.number())))
                    .isTrue();
        }
    }
}
