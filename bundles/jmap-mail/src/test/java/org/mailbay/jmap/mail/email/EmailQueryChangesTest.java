package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.Setting;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Query;
import org.mailbay.mail.Mail;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Email/queryChanges is told (RFC 8620 §5.6). */
class EmailQueryChangesTest {
    private final Post post = new Post();
    private final EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT);

    EmailQueryChangesTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    private static Comparison by(String property) {
        return new Comparison(property, null, object("{'keyword':'$seen'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|receivedAt|{}|true",
                "{}|subject|{}|true",
                "{'before':'2030-01-01T00:00:00Z','after':'2001-01-01T00:00:00Z'}|sentAt|{}|true",
                "{'minSize':1,'maxSize':100,'hasAttachment':false}|size|{}|true",
                "{'from':' ','subject':' ','text':' '}|from|{}|true",
                "{}|receivedAt|{'collapseThreads':true}|false",
                "{}|hasKeyword|{}|false",
                "{}|someInThreadHaveKeyword|{}|false",
                "{'inMailbox':'m1'}|receivedAt|{}|false",
                "{'inMailboxOtherThan':['m1']}|receivedAt|{}|false",
                "{'hasKeyword':'x'}|receivedAt|{}|false",
                "{'notKeyword':'x'}|receivedAt|{}|false",
                "{'noneInThreadHaveKeyword':'x'}|receivedAt|{}|false",
            })
    void rfc8620_5_6_upToIdCountsWhereNothingMoves(String filter, String sort, String arguments, boolean isFixed)
            throws Exception {
        Query query = emails.query(post.view(), object(arguments));
        query.match(object(filter));
        query.order(by(sort));
        assertThat(query.isFixed()).isEqualTo(isFixed);
    }

    private Collection<ObjectId> affected(View view, String arguments, String filter, long since) throws Exception {
        Query query = emails.query(view, object(arguments));
        query.match(object(filter));
        Changes changes = view.account().changes(Mail.EMAIL, since, 1_000);
        assertThat(changes).isInstanceOf(Changes.Since.class);
        return query.affected(since, (Changes.Since) changes);
    }

    private long state() throws IOException {
        return post.view().snapshot().objects(Mail.EMAIL).state();
    }

    @Test
    void ofAThreadAllAreAffectedWhenTheThreadIsAsked() throws Exception {
        ObjectId first = post.bring("Subject: a\nMessage-ID: <1@x>\n\n1\n");
        ObjectId second = post.bring("Subject: a\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n\n2\n");
        post.bring("Subject: b\nMessage-ID: <3@x>\n\n3\n");
        long since = state();
        ObjectId third = post.bring("Subject: a\nMessage-ID: <4@x>\nIn-Reply-To: <1@x>\n\n4\n");
        assertThat(affected(post.view(), "{'collapseThreads':true}", "{}", since))
                .containsExactlyInAnyOrder(first, second, third);
        assertThat(affected(post.view(), "{}", "{'someInThreadHaveKeyword':'x'}", since))
                .containsExactlyInAnyOrder(first, second, third);
        assertThat(affected(post.view(), "{}", "{'hasKeyword':'x'}", since)).containsExactly(third);
        since = state();
        assertThat(Setting.run(emails, post.view(), "{'destroy':['" + second + "']}").done)
                .containsExactly(second);
        assertThat(affected(post.view(), "{'collapseThreads':true}", "{}", since))
                .containsExactlyInAnyOrder(first, second, third);
    }

    /** What a change costs does not grow with the mailbox. */
    @Test
    void oneChangeLooksAtItsThreadOnly() throws Exception {
        List<ObjectId> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(post.bring("Subject: s" + i + "\nMessage-ID: <" + i + "@x>\n\n1\n"));
        }
        long since = state();
        post.bring("Subject: other\n\n1\n");
        affected(post.view(), "{'collapseThreads':true}", "{}", since); // which threads there are is worked out once
        since = state();
        ObjectId more = post.bring("Subject: s7\nMessage-ID: <x@x>\nIn-Reply-To: <7@x>\n\n1\n");
        AtomicInteger looks = new AtomicInteger();
        assertThat(affected(counting(post.view(), looks), "{'collapseThreads':true}", "{}", since))
                .containsExactlyInAnyOrder(all.get(7), more);
        assertThat(looks.get()).isBetween(1, 20);
    }

    /** The view, whose emails' columns count how often they are looked at. */
    private static View counting(View view, AtomicInteger looks) {
        Objects emails = proxy(Objects.class, view.snapshot().objects(Mail.EMAIL), (name, value) -> {
            looks.addAndGet(name.equals("get") ? 1 : 0);
            return value;
        });
        Snapshot snapshot = proxy(
                Snapshot.class,
                view.snapshot(),
                (name, value) -> value instanceof Objects objects
                                && objects.all().size() == emails.all().size()
                        ? emails
                        : value);
        return proxy(View.class, view, (name, value) -> name.equals("snapshot") ? snapshot : value);
    }

    @FunctionalInterface
    private interface Answer {
        Object of(String method, Object value);
    }

    private static <T> T proxy(Class<T> type, T to, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                EmailQueryChangesTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return answer.of(method.getName(), method.invoke(to, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
