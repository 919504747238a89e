package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.directory.local.StoredKeysTest.assertRefused;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Departed;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Principal.Role;
import org.mailbay.directory.Quota;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.directory.TenantTerms;
import org.mailbay.directory.Users;
import org.mailbay.store.AccountId;
import org.mailbay.store.OverQuotaException;

class StoredUsersTest {
    private final Town town;
    private final Users users;

    StoredUsersTest() throws Exception {
        town = new Town();
        users = town.directory.users().orElseThrow();
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void mailOfWhoIsSuspendedIsKeptUnlessItIsSaidOtherwise() throws Exception {
        Principal alice = users.set(Town.ALICE, Principal.State.SUSPENDED);
        assertThat(town.directory.recipient(Town.ALICE)).isEqualTo(new Recipient.Local(alice));
        town.config.put("deliverToSuspended", false);
        town.open();
        assertThat(town.directory.recipient(Town.ALICE)).isEqualTo(new Recipient.Unknown());
        assertThat(town.directory.recipient(Town.BOB)).isInstanceOf(Recipient.Local.class);
        assertThat(town.directory.principal(Town.ALICE)).contains(alice);
    }

    @Test
    void whoIsRenamedHasTheSameAccountPasswordAndKeys() throws Exception {
        Secret key = town.directory
                .storedKeys()
                .issue(
                        Town.ALICE,
                        new KeyTerms(AccessKey.Kind.APP_PASSWORD, "phone", Set.of("imap"), java.util.Optional.empty()))
                .secret();
        Credential before = town.logIn("imap", Town.ALICE, "demo").credential();
        Principal old = town.directory.principal(Town.ALICE).orElseThrow();
        Principal ann = users.rename("ALICE@acme.test", "Ann@ACME.test");
        assertThat(ann.address()).isEqualTo("ann@acme.test");
        assertThat(ann.account()).isEqualTo(old.account());
        assertThat(town.directory.principal(Town.ALICE)).isEmpty();
        assertThat(town.directory.recipient(Town.ALICE)).isEqualTo(new Recipient.Unknown());
        assertThat(town.logIn("imap", "ann@acme.test", "demo")).isNotNull();
        assertThat(town.logIn("imap", "ann@acme.test", key.reveal())).isNotNull();
        assertThat(town.directory.isValid(before)).as("sessions end").isFalse();
        assertRefused(Code.EXISTS, () -> users.rename("ann@acme.test", Town.BOB));
        assertRefused(Code.NOT_FOUND, () -> users.rename("ann@acme.test", "ann@evil.test"));
        assertRefused(Code.NOT_FOUND, () -> users.rename("ann@acme.test", "ann@elsewhere.test"));
        assertRefused(Code.MALFORMED, () -> users.rename("ann@acme.test", "ann"));
        Principal again = town.directory.createUser(Town.ALICE, "another one", Town.DEMO);
        assertThat(again.account()).isNotEqualTo(ann.account());
        assertThat(town.open().principals())
                .extracting(Principal::address)
                .contains("ann@acme.test", Town.ALICE, Town.BOB);
    }

    @Test
    void administratorsAreOfTheirOwnDomains() throws Exception {
        Principal alice = users.appoint(Town.ALICE, Set.of(Role.DOMAIN_ADMINISTRATOR), Set.of("acme.test"));
        assertThat(alice.roles()).containsExactly(Role.DOMAIN_ADMINISTRATOR);
        assertThat(town.open().principal(Town.ALICE)).contains(alice);
        assertRefused(
                Code.NOT_FOUND,
                () -> users.appoint(Town.ALICE, Set.of(Role.DOMAIN_ADMINISTRATOR), Set.of("evil.test")));
        assertRefused(Code.MALFORMED, () -> users.appoint(Town.ALICE, Set.of(Role.DOMAIN_ADMINISTRATOR), Set.of()));
        assertRefused(
                Code.MALFORMED,
                () -> users.appoint(Town.ALICE, Set.of(Role.TENANT_ADMINISTRATOR), Set.of("acme.test")));
    }

    @Test
    void theFirstAdministratorStays() throws Exception {
        new FirstStart(town.directory, true);
        assertRefused(Code.IN_USE, () -> users.remove("admin"));
        assertRefused(Code.IN_USE, () -> users.set("admin", Principal.State.SUSPENDED));
        assertRefused(Code.IN_USE, () -> users.rename("admin", "root@acme.test"));
        assertRefused(Code.IN_USE, () -> users.appoint("admin", Set.of(), Set.of()));
    }

    @Test
    void whoIsRemovedIsNobodyAndComesBackWithEverything() throws Exception {
        Secret key = town.directory
                .storedKeys()
                .issue(Town.ALICE, new KeyTerms(AccessKey.Kind.TOKEN, "desk", Set.of("*"), java.util.Optional.empty()))
                .secret();
        users.quota(Town.ALICE, OptionalLong.of(5_000));
        town.write(Town.ALICE, 1_000);
        Credential credential = town.logIn("imap", Town.ALICE, "demo").credential();
        Principal alice = users.set(Town.ALICE, Principal.State.SUSPENDED);

        Departed departed = users.remove(Town.ALICE);
        assertThat(departed)
                .isEqualTo(new Departed(alice, town.now.get(), town.now.get().plus(Duration.ofDays(30))));
        assertThat(town.directory.recipient(Town.ALICE)).isEqualTo(new Recipient.Unknown());
        assertThat(town.directory.principal(Town.ALICE)).isEmpty();
        assertThat(town.directory.principals()).extracting(Principal::address).doesNotContain(Town.ALICE);
        assertThat(town.logIn("imap", Town.ALICE, "demo")).isNull();
        assertThat(town.token("imap", key)).isNull();
        assertThat(town.directory.isValid(credential)).isFalse();
        assertThat(town.open().users().orElseThrow().departed()).containsExactly(departed);

        Users now = town.directory.users().orElseThrow();
        assertRefused(Code.NOT_FOUND, () -> now.restore(new AccountId(999), null));
        assertRefused(Code.NOT_FOUND, () -> now.restore(alice.account(), "alice@evil.test"));
        assertThat(now.restore(alice.account(), null)).isEqualTo(alice);
        now.set(Town.ALICE, Principal.State.ACTIVE);
        assertThat(now.departed()).isEmpty();
        assertThat(town.logIn("imap", Town.ALICE, "demo")).isNotNull();
        assertThat(town.token("imap", key)).isNotNull();
        assertThat(town.account(Town.ALICE).quotaUsed()).isEqualTo(1_000);
        assertThat(town.directory.quota(alice).bytes()).hasValue(5_000);
    }

    @Test
    void theAddressMayBeSomebodyElsesMeanwhile() throws Exception {
        Departed first = users.remove(Town.ALICE);
        Principal second = town.directory.createUser(Town.ALICE, "Alice II", Secret.of("other"));
        assertThat(second.account()).isNotEqualTo(first.principal().account());
        assertRefused(Code.EXISTS, () -> users.restore(first.principal().account(), null));
        Principal back = users.restore(first.principal().account(), "alice.first@acme.test");
        assertThat(back.address()).isEqualTo("alice.first@acme.test");
        assertThat(town.directory.principal(Town.ALICE)).contains(second);
        assertThat(town.logIn("imap", Town.ALICE, "demo")).isNull();
        assertThat(town.logIn("imap", "alice.first@acme.test", "demo")).isNotNull();
    }

    @Test
    void theDataGoesWhenItsTimeIsOver() throws Exception {
        town.write(Town.ALICE, 1_000);
        AccountId account = users.remove(Town.ALICE).principal().account();
        AccountId bob = users.remove(Town.BOB).principal().account();
        users.forget(bob);
        town.pass(Duration.ofDays(29));
        assertThat(town.directory.storedUsers().purge()).as("bob").isEqualTo(1);
        assertThat(town.memory.store().account(bob)).isEmpty();
        assertThat(town.memory.store().account(account)).isPresent();
        assertRefused(Code.NOT_FOUND, () -> users.restore(bob, null));
        town.pass(Duration.ofDays(1));
        assertThat(town.directory.storedUsers().purge()).isEqualTo(1);
        assertThat(town.directory.storedUsers().purge()).isZero();
        assertThat(town.memory.store().account(account)).isEmpty();
        assertThat(users.departed()).isEmpty();
        assertThat(town.open().users().orElseThrow().departed()).isEmpty();
        assertThat(town.memory.store().check()).isEmpty();
    }

    @Test
    void anAccountMayHoldWhatItOrItsTenantOrTheServerSays() throws Exception {
        Principal alice = town.directory.principal(Town.ALICE).orElseThrow();
        assertThat(town.directory.quota(alice)).isEqualTo(Quota.OF_SERVER);
        town.directory.storedTenancy().terms(town.acme, new TenantTerms(0, 0, 0, 2_000));
        assertThat(town.directory.quota(alice)).isEqualTo(new Quota(OptionalLong.of(2_000), Quota.Source.TENANT));
        users.quota(Town.ALICE, OptionalLong.of(3_000));
        assertThat(town.directory.quota(alice)).isEqualTo(new Quota(OptionalLong.of(3_000), Quota.Source.ACCOUNT));
        users.quota(Town.ALICE, OptionalLong.of(0));
        assertThat(town.directory.quota(alice)).isEqualTo(new Quota(OptionalLong.of(0), Quota.Source.ACCOUNT));
        assertThat(town.directory.usage().limit(alice.account())).hasValue(0);
        users.quota(Town.ALICE, OptionalLong.empty());
        assertThat(town.open().quota(alice).bytes()).hasValue(2_000);
        assertThat(town.directory.quota(town.directory.principal(Town.EVE).orElseThrow()))
                .isEqualTo(Quota.OF_SERVER);
    }

    @Test
    void aTenantHasItsLimits() throws Exception {
        town.directory.storedTenancy().terms(town.acme, new TenantTerms(3, 2, 0, 0));
        town.directory.createUser("carol@acme.test", "", Town.DEMO);
        assertRefused(Code.LIMIT, () -> town.directory.createUser("dan@acme.test", "", Town.DEMO));
        town.directory.createUser("dan@evil.test", "", Town.DEMO);
        Departed bob = users.remove(Town.BOB);
        town.directory.createUser("dan@acme.test", "", Town.DEMO);
        assertRefused(Code.LIMIT, () -> users.restore(bob.principal().account(), null));
        town.directory.createDomain(town.acme, "second.test");
        assertRefused(Code.LIMIT, () -> town.directory.createDomain(town.acme, "third.test"));
        assertThat(town.open().storedTenancy().terms(town.acme)).isEqualTo(new TenantTerms(3, 2, 0, 0));
    }

    @Test
    void whatATenantHoldsIsCountedAndNoMoreThanThatIsTaken() throws Exception {
        Usage usage = town.directory.usage();
        usage.count();
        Housekeeping housekeeping = new Housekeeping(town.directory);
        housekeeping.stop(); // its rounds are made here
        town.memory.limits(housekeeping);
        town.memory.listen(housekeeping);
        town.write(Town.ALICE, 700);
        assertThat(usage.count()).as("nobody counts a tenant without limit").isFalse();
        town.directory.storedTenancy().terms(town.acme, new TenantTerms(0, 0, 1_000, 0));
        usage.count();
        assertThat(town.directory.storedTenancy().used(town.acme)).isEqualTo(700);
        town.write(Town.BOB, 400);
        usage.count();
        assertThat(town.directory.storedTenancy().used(town.acme)).isEqualTo(1_100);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> town.write(Town.ALICE, 1))
                .isInstanceOf(OverQuotaException.class);
        town.write(Town.EVE, 5_000);
        town.directory.storedTenancy().terms(town.acme, new TenantTerms(0, 0, 2_000, 0));
        town.write(Town.ALICE, 1);
        town.directory.storedTenancy().terms(town.acme, TenantTerms.NONE);
        usage.count();
        assertThat(town.directory.storedTenancy().used(town.acme)).isZero();
    }

    @Test
    void domainsAndTenantsGoWhenTheyAreEmptyOrWithEverything() throws Exception {
        users.appoint(Town.ALICE, Set.of(Role.DOMAIN_ADMINISTRATOR), Set.of("acme.test"));
        town.directory.createDomain(town.acme, "second.test");
        users.appoint(Town.BOB, Set.of(Role.DOMAIN_ADMINISTRATOR), Set.of("second.test"));
        var tenancy = town.directory.storedTenancy();
        assertRefused(Code.IN_USE, () -> tenancy.removeDomain("acme.test", false));
        assertRefused(Code.NOT_FOUND, () -> tenancy.removeDomain("nowhere.test", true));
        tenancy.removeDomain("second.test", false);
        Principal bob = town.directory.principal(Town.BOB).orElseThrow();
        assertThat(bob.roles()).isEmpty();
        assertThat(bob.domains()).isEmpty();
        assertRefused(Code.IN_USE, () -> tenancy.removeTenant(town.acme, false));
        tenancy.removeTenant(town.acme, true);
        assertThat(town.directory.principals()).extracting(Principal::address).containsExactly(Town.EVE);
        assertThat(town.directory.domains()).hasSize(1);
        assertThat(town.directory.tenants()).hasSize(1);
        List<Departed> departed = users.departed();
        assertThat(departed).hasSize(2);
        assertRefused(
                Code.NOT_FOUND,
                () -> users.restore(departed.getFirst().principal().account(), null));
        var other = town.directory.createTenant("acme").id();
        town.directory.createDomain(other, "acme.test");
        assertRefused(
                Code.NOT_FOUND,
                () -> users.restore(departed.getFirst().principal().account(), null));
        assertThat(tenancy.rename(other, "acme-2").name()).isEqualTo("acme-2");
        assertRefused(Code.EXISTS, () -> tenancy.rename(other, "evil"));
        assertThat(town.directory.createTenant("acme")).isNotNull();
    }

    @Test
    void rowsFromBeforeAreReadAsTheyWere() throws Exception {
        var system = town.memory.store().account(AccountId.SYSTEM).orElseThrow();
        var principals = system.snapshot().objects(Types.PRINCIPAL);
        var row = principals.row(principals.all().toArray()[0]);
        assertThat(row.columns()).as("an untouched user has the columns of old").hasSize(4);
        assertThat(Types.principal(row).state()).isEqualTo(Principal.State.ACTIVE);
        assertThat(Map.of("departed", Types.holding(row).isDeparted())).containsValue(false);
    }
}
