package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

final class ResidentsTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');
    private static final Duration IDLE = Residents.TICK.multipliedBy(3);

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whoIsNotLookedAtLeavesMemory() throws Exception {
        Account used = rig.store.create(new TenantId(1));
        Account idle = rig.store.create(new TenantId(1));
        used.snapshot();
        idle.snapshot();
        assertThat(rig.store.residents().count()).isEqualTo(2);
        for (int i = 0; i < 6; i++) {
            used.snapshot();
            rig.store.residents().sweep(IDLE);
        }
        assertThat(rig.store.residents().count()).isOne();
        assertThat(rig.store.residents().total()).isPositive();
        idle.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of()));
        assertThat(rig.store.residents().count()).isEqualTo(2);
        assertThat(idle.snapshot().objects(EMAIL).all().size()).isOne();
    }

    @Test
    void anAccountThatIsHeldIsOneObjectEvenOutOfMemory() throws Exception {
        Account account = rig.store.create(new TenantId(1));
        account.snapshot();
        for (int i = 0; i < 6; i++) {
            rig.store.residents().sweep(IDLE);
        }
        assertThat(rig.store.residents().count()).isZero();
        System.gc();
        assertThat(rig.store.account(account.id()).orElseThrow()).isSameAs(account);
    }

    @Test
    void nothingIsLeftOfAnAccountThatNobodyHolds() throws Exception {
        for (int i = 0; i < 500; i++) {
            rig.store.create(new TenantId(1)).snapshot();
        }
        assertThat(rig.store.held()).isGreaterThanOrEqualTo(500);
        for (int i = 0; i < 6; i++) {
            rig.store.residents().sweep(IDLE);
        }
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (rig.store.held() > 50 && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(rig.store.held()).isLessThanOrEqualTo(50);
        assertThat(rig.store.account(new AccountId(77))).isPresent();
    }
}
