package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Tally.Counts;

class MailIndexTest {
    @Test
    void whatIsOfAStoreGoesWithIt() throws Exception {
        try (Post post = new Post()) {
            MailIndex index = new MailIndex();
            post.bring("Subject: a\n\nx\n");
            View view = post.view();
            Access access = Access.of(view);
            index.bindStore(post.store());
            Map<Long, Counts> counts = index.counts(view, access);
            assertThat(index.counts(view, access)).as("kept").isSameAs(counts);
            index.unbindStore(post.store());
            Map<Long, Counts> later = index.counts(view, access);
            assertThat(later).isEqualTo(counts);
            assertThat(index.counts(view, access))
                    .as("of a call that is under way: counted, and not kept")
                    .isNotSameAs(later);
            index.bindStore(post.store());
            later = index.counts(view, access);
            assertThat(index.counts(view, access)).as("its successor's").isSameAs(later);
        }
    }
}
