package org.mailbay.store.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.store.engine.search.SearchRig.NOTE;
import static org.mailbay.store.engine.search.SearchRig.create;
import static org.mailbay.store.engine.search.SearchRig.found;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Document;

/** Texts that cannot be read, and objects that go while they are. */
final class FeedFailuresTest {
    @Test
    void aTextThatFailsOrTakesTooLongIsIndexedWithWhatThereIsAndReported() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            rig.documentSeconds = 1;
            rig.notes = new SearchRig.Texts(NOTE) {
                @Override
                public Document document(Account of, ObjectId id, Row row, byte[] bytes) throws IOException {
                    switch (row.get(SearchRig.TITLE)) {
                        case "broken" -> throw new IllegalStateException("hostile");
                        case "gone" -> throw new IOException("unreadable");
                        case "endless" -> {
                            try {
                                TimeUnit.MINUTES.sleep(1);
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                        default -> {}
                    }
                    return super.document(of, id, row, bytes);
                }
            };
            rig.again();
            ObjectId broken = create(account, NOTE, "broken", "apple");
            ObjectId endless = create(account, NOTE, "endless", "apple");
            ObjectId gone = create(account, NOTE, "gone", "apple");
            ObjectId whole = create(account, NOTE, "whole", "apple");
            assertThat(found(account, NOTE, "apple")).containsExactly(whole);
            assertThat(found(account, NOTE, "broken")).containsExactly(broken);
            assertThat(found(account, NOTE, "endless")).containsExactly(endless);
            assertThat(found(account, NOTE, "gone")).containsExactly(gone);
            assertThat(rig.feed.reports().findings())
                    .extracting(Finding::code)
                    .containsExactly("text-incomplete", "text-incomplete", "text-incomplete");
            assertThat(rig.feed.reports().findings())
                    .extracting(Finding::detail)
                    .anySatisfy(detail -> assertThat(detail).startsWith(endless.toString()));
        }
    }

    @Test
    void whatGoesWhileItIsReadIsNoFailure() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            rig.feed.stop();
            Map<String, Integer> read = new ConcurrentHashMap<>();
            rig.notes = new SearchRig.Texts(NOTE) {
                @Override
                public Document document(Account of, ObjectId id, Row row, byte[] bytes) throws IOException {
                    String title = row.get(SearchRig.TITLE);
                    read.merge(title, 1, Integer::sum);
                    if (title.equals("leaving")) {
                        of.write(tx -> {
                            tx.destroy(NOTE, id);
                            return null;
                        });
                    }
                    if (!title.equals("staying")) {
                        throw new IOException("its blob is missing");
                    }
                    return super.document(of, id, row, bytes);
                }
            };
            ObjectId first = create(account, NOTE, "staying", "apple");
            create(account, NOTE, "leaving", "apple");
            ObjectId second = create(account, NOTE, "staying", "apple");
            rig.start();
            assertThat(found(account, NOTE, "apple")).containsExactly(first, second);
            assertThat(read).as("nothing is done again").containsOnly(Map.entry("staying", 2), Map.entry("leaving", 1));
            assertThat(rig.feed.reports().findings()).isEmpty();
            create(account, NOTE, "broken", "apple");
            assertThat(found(account, NOTE, "broken")).hasSize(1);
            assertThat(read).as("what is still there is tried again").containsEntry("broken", 3);
            assertThat(rig.feed.reports().findings()).hasSize(1);
        }
    }
}
