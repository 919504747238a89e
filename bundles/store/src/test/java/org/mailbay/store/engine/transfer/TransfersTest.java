package org.mailbay.store.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Models;
import org.mailbay.store.engine.history.World;
import org.mailbay.store.engine.history.World.Picture;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.Seed;

final class TransfersTest {
    @TempDir
    Path folder;

    private final Rig rig = new Rig();
    private final Models models = new Models();
    private Transfers transfers;
    private AccountId id;

    @BeforeEach
    void begin() throws IOException {
        models.bindSchema(new Schema() {
            @Override
            public ObjectType type() {
                return World.EMAIL;
            }

            @Override
            public Map<String, Column> columns() {
                return Map.of("words", World.WORDS, "boxes", World.BOXES);
            }
        });
        transfers = new Transfers(rig.store, models, folder);
        id = rig.store.create(new TenantId(1)).id();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Space space(AccountId account) throws IOException {
        return rig.store.space(account);
    }

    private Picture live(String test) throws IOException {
        World world = new World(Seed.random(test));
        for (int i = 0; i < 60; i++) {
            world.step(space(id));
        }
        return World.picture(space(id), 0);
    }

    private AccountId made(Map<String, Object> answer) {
        Map<?, ?> first = (Map<?, ?>) ((List<?>) answer.get("accounts")).getFirst();
        return AccountId.parse((String) first.get("account")).orElseThrow();
    }

    @Test
    void anAccountGoesOutAndComesInElsewhere() throws Exception {
        Picture then = live("anAccountGoesOutAndComesInElsewhere");
        transfers.write("one", List.of(space(id)), "test");
        Account before = rig.store.account(id).orElseThrow();
        AccountId twin = made(transfers.read("one", new TenantId(9), false, "test"));
        World.assertSame(World.picture(space(twin), 0), then);
        assertThat(space(twin).tenant()).isEqualTo(new TenantId(9));
        assertThat(rig.store.check()).isEmpty();
        assertThat(space(twin).image().quotaUsed()).isEqualTo(before.snapshot().quotaUsed());
        rig.restart();
        World.assertSame(World.picture(space(twin), 0), then);
        // What is exported of the copy is the same but for names, UIDs and times.
        assertThat(Files.readString(folder.resolve("one"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("\"words\":[\"w")
                .contains("\"1:text\":\"box");
    }

    @Test
    void blobsHaveTheNamesOfTheirTenantAlsoInBytes() throws Exception {
        BlobRef blob = World.blob(space(id), 7);
        byte[] bytes = ByteBuffer.allocate(42)
                .put(new byte[3])
                .put(blob.name())
                .put(new byte[7])
                .array();
        ObjectId email = space(id).write(tx -> tx.create(World.EMAIL, Row.EMPTY, bytes, List.of(blob)));
        transfers.write("one", List.of(space(id)), "test");
        AccountId twin = made(transfers.read("one", new TenantId(9), false, "test"));
        byte[] renamed = space(twin).bytes(email);
        byte[] name = Arrays.copyOfRange(renamed, 3, 35);
        assertThat(name).isNotEqualTo(blob.name());
        try (var input =
                space(twin).blobs().open(new BlobRef(name, blob.size()), 0, 100).orElseThrow()) {
            assertThat(input.content().readAllBytes()).asString().isEqualTo("blob 7");
        }
    }

    @Test
    void everythingGoesToAnEmptyServerUnderTheSameNames() throws Exception {
        Picture then = live("everythingGoesToAnEmptyServer");
        ObjectId last = space(id).write(tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()));
        then = World.picture(space(id), 0);
        AccountId second = rig.store.create(new TenantId(2)).id();
        transfers.write("all", List.of(space(AccountId.SYSTEM), space(id), space(second)), "test");
        assertThatThrownBy(() -> transfers.read("all", null, false, "test")).hasMessageContaining("already");
        try (Rig empty = new Rig()) {
            Transfers into = new Transfers(empty.store, models, folder);
            Map<String, Object> answer = into.read("all", null, false, "test");
            assertThat(answer.get("accounts").toString()).contains("skipped");
            World.assertSame(World.picture(empty.store.space(id), 0), then);
            assertThat(empty.store.accounts()).containsExactly(AccountId.SYSTEM, id, second);
            assertThat(empty.store.space(id).snapshot().modSeq())
                    .isGreaterThan(space(id).snapshot().modSeq() + 1_000);
            Account account = empty.store.space(id);
            assertThat(account.<ObjectId, IOException>write(
                                    tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()))
                            .number())
                    .isGreaterThan(last.number() + 1_000);
            assertThat(empty.store.check()).isEmpty();
        }
    }

    @Test
    void aMisspeltFieldIsNamed() throws Exception {
        for (AdminResource area :
                List.of(new ImportArea(rig.store, transfers), new ExportsArea(rig.store, transfers))) {
            Call request = Call.of("POST", "").body(Map.of("file", "x", "besides", "a1"));
            assertThatThrownBy(() -> request.to(area)).hasMessageContaining("no field \"besides\"");
        }
    }

    @Test
    void oneThatFailsMidwayMakesNoneAndCanBeTriedAgain() throws Exception {
        Picture then = live("oneThatFailsMidwayMakesNoneAndCanBeTriedAgain");
        AccountId second = rig.store.create(new TenantId(2)).id();
        space(second).write(tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()));
        transfers.write("all", List.of(space(id), space(second)), "test");
        try (Rig other = new Rig()) {
            Transfers into = new Transfers(other.store, models, folder);
            // Another import of the second one, which nobody sees yet.
            Importer importer = new Importer(other.store, models, folder.resolve("all"));
            Space inTheWay = importer.make(importer.contents().getLast(), new TenantId(2), second);
            assertThatThrownBy(() -> into.read("all", null, false, "test"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is an account " + second);
            assertThat(other.store.accounts()).containsExactly(AccountId.SYSTEM);
            other.store.abandon(inTheWay);
            into.read("all", null, false, "test");
            assertThat(other.store.accounts()).containsExactly(AccountId.SYSTEM, id, second);
            World.assertSame(World.picture(other.store.space(id), 0), then);
            assertThat(other.store.check()).isEmpty();
        }
    }

    @Test
    void whatCouldNotBePublishedIsNotFound() throws Exception {
        Picture then = live("whatCouldNotBePublishedIsNotFound");
        transfers.write("one", List.of(space(id)), "test");
        try (Rig other = new Rig()) {
            Importer importer = new Importer(other.store, models, folder.resolve("one"));
            Importer.Contents contents = importer.contents().getFirst();
            Space hidden = importer.make(contents, new TenantId(1), id);
            other.records.before = 100;
            assertThatThrownBy(() -> other.store.publish(List.of(hidden))).isInstanceOf(IOException.class);
            other.records.before = 0;
            other.store.abandon(hidden);
            assertThat(other.store.space(id)).isNull();
            Space again = importer.make(contents, new TenantId(1), id);
            other.store.publish(List.of(again));
            assertThat(other.store.space(id)).isSameAs(again);
            World.assertSame(World.picture(again, 0), then);
        }
    }

    @Test
    void whatIsCutOffOrChangedMakesNothing() throws Exception {
        live("whatIsCutOffOrChangedMakesNothing");
        transfers.write("one", List.of(space(id)), "test");
        byte[] whole = Files.readAllBytes(folder.resolve("one"));
        Random random = Seed.random("whatIsCutOffOrChangedMakesNothing.where");
        List<AccountId> accounts = rig.store.accounts();
        for (int i = 0; i < 60; i++) {
            byte[] broken = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (i % 2 == 1) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(folder.resolve("broken"), broken);
            assertThatThrownBy(() -> transfers.read("broken", new TenantId(1), false, "test"))
                    .isInstanceOf(AdminProblem.class);
        }
        assertThat(rig.store.accounts()).isEqualTo(accounts);
        assertThat(transfers.read("one", new TenantId(1), true, "test")).containsEntry("preview", true);
        assertThat(rig.store.accounts()).isEqualTo(accounts);
        assertThatThrownBy(() -> transfers.write("one", List.of(space(id)), "test"))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> transfers.write("../one", List.of(space(id)), "test"))
                .isInstanceOf(AdminProblem.class);
    }

    @Test
    void cutShortNobodySeesItAndWhatIsLeftGoes() throws Exception {
        Picture then = live("cutShortNobodySeesItAndWhatIsLeftGoes");
        transfers.write("one", List.of(space(id)), "test");
        List<AccountId> accounts = rig.store.accounts();
        int cut = 0;
        AccountId made = null;
        for (int attempt = 0; attempt < 100 && made == null; attempt++) {
            rig.records.before = 30;
            try {
                made = made(transfers.read("one", new TenantId(1), false, "test"));
            } catch (IOException e) {
                cut++;
                rig.records.before = 0;
                assertThat(rig.store.accounts()).isEqualTo(accounts);
                rig.restart();
                transfers = new Transfers(rig.store, models, folder);
            }
        }
        rig.records.before = 0;
        assertThat(cut).isPositive();
        World.assertSame(World.picture(space(made), 0), then);
        rig.store.abandon(null);
        assertThat(rig.store.check()).isEmpty();
        List<Long> others = new ArrayList<>();
        AccountId twin = made;
        Records records = rig.store.shards().main().records().enter().records();
        try {
            for (Table table : List.of(Table.STATE, Table.OBJ, Table.IDX, Table.LOG)) {
                records.scan(table, new byte[] {0}, Keys.blobs(), (key, value) -> {
                    long account = ByteBuffer.wrap(key).getLong();
                    if (account != id.number() && account != twin.number()) {
                        others.add(account);
                    }
                    return true;
                });
            }
        } finally {
            rig.store.shards().main().records().exit();
        }
        assertThat(others).isEmpty();
    }
}
