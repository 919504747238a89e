package org.mailbay.jmap.mail.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Query;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MailboxQueryTest {
    private final Post post = new Post();

    MailboxQueryTest() throws IOException {
        Mailboxes.prepared(post.account(post.alice));
    }

    @AfterEach
    void close() {
        post.close();
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    private ObjectId create(String name, long parent) throws IOException {
        return post.account(post.alice)
                .<ObjectId, IOException>write(tx -> tx.create(
                        Mail.MAILBOX,
                        Row.EMPTY.with(OfMailbox.NAME, name).with(OfMailbox.PARENT, parent),
                        new byte[0],
                        List.of()));
    }

    private List<String> names(String filter, String arguments) throws Exception {
        Query query = new MailboxType(new MailIndex()).query(post.view(), object(arguments));
        Objects mailboxes = post.view().snapshot().objects(Mail.MAILBOX);
        var order = query.order(new Comparison("name", null, object("{}"))).comparator();
        int[] sorted = Arrays.stream(query.match(object(filter)).toArray())
                .boxed()
                .sorted((a, b) -> order.applyAsInt(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        var arrange = query.arrange();
        List<String> names = new ArrayList<>();
        for (int ordinal : arrange == null ? sorted : arrange.apply(sorted, order)) {
            names.add(mailboxes.get(OfMailbox.NAME, ordinal));
        }
        return names;
    }

    @Test
    void rfc8621_2_3_filters() throws Exception {
        ObjectId work = create("Work", 0);
        create("Plans", work.number());
        assertThat(names("{}", "{}"))
                .containsExactly("Archive", "Drafts", "Inbox", "Junk", "Plans", "Sent", "Trash", "Work");
        assertThat(names("{'parentId':'" + work + "'}", "{}")).containsExactly("Plans");
        assertThat(names("{'parentId':null,'hasAnyRole':false}", "{}")).containsExactly("Work");
        assertThat(names("{'role':'junk'}", "{}")).containsExactly("Junk");
        assertThat(names("{'name':'AN'}", "{}")).containsExactly("Plans");
        assertThat(names("{'isSubscribed':false}", "{}")).containsExactly("Plans", "Work");
        assertThatThrownBy(() -> names("{'color':'red'}", "{}")).hasMessageContaining(MethodError.UNSUPPORTED_FILTER);
        assertThatThrownBy(() -> names("{'name':1}", "{}")).hasMessageContaining(MethodError.INVALID_ARGUMENTS);
    }

    @Test
    void rfc8621_2_3_trees() throws Exception {
        ObjectId a = create("a", 0);
        ObjectId z = create("z", 0);
        create("b", z.number());
        create("y", a.number());
        assertThat(names("{'hasAnyRole':false}", "{'sortAsTree':true}")).containsExactly("a", "y", "z", "b");
        assertThat(names("{'isSubscribed':false,'name':'b'}", "{'sortAsTree':true}"))
                .containsExactly("b");
        create("a2", z.number());
        create("z2", a.number());
        assertThat(names("{'name':'2'}", "{'sortAsTree':true}"))
                .as("in the order of parents that are no results")
                .containsExactly("z2", "a2");
        assertThat(names("{'name':'b','hasAnyRole':false}", "{'filterAsTree':true}"))
                .isEmpty();
        assertThat(names("{'name':'b','hasAnyRole':false}", "{}")).containsExactly("b");
    }
}
