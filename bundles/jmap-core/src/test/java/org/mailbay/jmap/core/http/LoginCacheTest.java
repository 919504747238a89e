package org.mailbay.jmap.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

class LoginCacheTest {
    private final Map<String, String> passwords = new ConcurrentHashMap<>(Map.of("alice", "a:b", "bob", "a"));

    private final AtomicInteger checks = new AtomicInteger();

    private final AtomicLong revision = new AtomicLong(1);

    private final Directory directory = (Directory) Proxy.newProxyInstance(
            Directory.class.getClassLoader(),
            new Class<?>[] {Directory.class},
            (proxy, method, args) -> switch (method.getName()) {
                case "authenticate" -> check((String) args[0], (Secret) args[1]);
                case "authenticateToken" -> check("token", (Secret) args[0]);
                case "revision" -> revision.get();
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private final LoginCache cache = new LoginCache(Duration.ofMinutes(1));

    private Optional<Principal> check(String name, Secret password) throws InterruptedException {
        checks.incrementAndGet();
        Thread.sleep(20);
        return password.reveal().equals(passwords.get(name))
                ? Optional.of(new Principal(new TenantId(1), name, name, new AccountId(name.length()), Set.of()))
                : Optional.empty();
    }

    private Optional<String> login(String name, String password) throws IOException {
        return cache.login(directory, name, Secret.of(password)).map(Principal::address);
    }

    @Test
    void aPasswordThatWasRightIsNotCheckedAgain() throws IOException {
        assertThat(login("alice", "a:b")).contains("alice");
        assertThat(login("alice", "a:b")).contains("alice");
        assertThat(checks).hasValue(1);
    }

    @Test
    void nothingIsSharedBetweenUsersOrKinds() throws IOException {
        assertThat(login("alice", "a:b")).contains("alice");
        assertThat(login("alic", "ea:b")).isEmpty();
        assertThat(login("bob", "a:b")).isEmpty();
        assertThat(login("alice:a", "b")).isEmpty();
        assertThat(login("", "alicea:b")).isEmpty();
        assertThat(cache.login(directory, null, Secret.of("alicea:b"))).isEmpty();
        assertThat(cache.login(directory, null, Secret.of("a:b"))).isEmpty();
    }

    @Test
    void failuresAreCheckedEachTime() throws IOException {
        assertThat(login("alice", "no")).isEmpty();
        passwords.put("alice", "no");
        assertThat(login("alice", "no")).contains("alice");
        assertThat(checks).hasValue(2);
    }

    @Test
    void anotherPasswordMakesTheOldOneVoidAtOnce() throws IOException {
        assertThat(login("alice", "a:b")).contains("alice");
        passwords.put("alice", "new");
        revision.incrementAndGet();
        assertThat(login("alice", "a:b")).isEmpty();
        assertThat(login("alice", "new")).contains("alice");
    }

    @Test
    void aDirectoryThatCannotTellIsAskedAfterEachChangeOfTheServersAccount() throws IOException {
        revision.set(0);
        assertThat(login("alice", "a:b")).contains("alice");
        passwords.remove("alice");
        cache.systemChanged();
        assertThat(login("alice", "a:b")).isEmpty();
    }

    @Test
    void manyAtOnceAreCheckedOnce() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Optional<String>>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> {
                    begin.await();
                    return login("alice", "a:b");
                }));
            }
            begin.countDown();
            for (Future<Optional<String>> answer : answers) {
                assertThat(answer.get()).contains("alice");
            }
        }
        assertThat(checks.get()).isLessThanOrEqualTo(2);
    }
}
