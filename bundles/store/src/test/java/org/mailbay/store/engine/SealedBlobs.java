package org.mailbay.store.engine;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobAdmin;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;

/** Blobs of another driver, with a note of the key that each would be sealed with; some can be damaged. */
public final class SealedBlobs implements BlobDriver {
    private final BlobDriver driver;
    /** By blob the number of its key; 0 when it is in the clear. */
    public final Map<BlobRef, Integer> sealed = new ConcurrentHashMap<>();

    public final Set<BlobRef> damaged = ConcurrentHashMap.newKeySet();
    public final AtomicInteger scrubbed = new AtomicInteger();
    public final AtomicInteger rewritten = new AtomicInteger();
    public volatile long waste;

    public SealedBlobs(BlobDriver driver) {
        this.driver = driver;
    }

    @Override
    public String name() {
        return "sealed";
    }

    @Override
    public BlobStore open(ShardId shard, KeyRing keys) throws IOException {
        BlobStore opened = driver.open(shard, keys);
        return new BlobStore() {
            @Override
            public BlobSink create(BlobKey key, long sizeHint) throws IOException {
                BlobSink sink = opened.create(key, sizeHint);
                return new BlobSink() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        sink.write(bytes, offset, length);
                    }

                    @Override
                    public long size() {
                        return sink.size();
                    }

                    @Override
                    public BlobRef seal() throws IOException {
                        BlobRef ref = sink.seal();
                        sealed.putIfAbsent(ref, number(key));
                        return ref;
                    }

                    @Override
                    public void close() {
                        sink.close();
                    }
                };
            }

            @Override
            public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
                int number = sealed.getOrDefault(ref, 0);
                if (number > 0) {
                    keys.key(number);
                }
                return opened.open(ref, from, length);
            }

            @Override
            public boolean contains(BlobRef ref) throws IOException {
                return opened.contains(ref);
            }

            @Override
            public void remove(Collection<BlobRef> refs) throws IOException {
                opened.remove(refs);
                refs.forEach(sealed::remove);
            }

            @Override
            public void list(Predicate<BlobRef> visitor) throws IOException {
                opened.list(visitor);
            }

            @Override
            public Optional<String> scrub(BlobRef ref) throws IOException {
                scrubbed.incrementAndGet();
                return damaged.contains(ref) ? Optional.of("a byte was flipped") : opened.scrub(ref);
            }

            @Override
            public boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
                if (damaged.contains(ref)) {
                    throw new IOException("a byte was flipped");
                }
                if (sealed.getOrDefault(ref, 0) == number(key)) {
                    return false;
                }
                sealed.put(ref, number(key));
                rewritten.incrementAndGet();
                return true;
            }

            @Override
            public BlobAdmin admin() {
                return new BlobAdmin() {
                    @Override
                    public long compact(long most) {
                        long back = Math.min(most, waste);
                        waste -= back;
                        return back;
                    }

                    @Override
                    public long waste() {
                        return waste;
                    }
                };
            }

            @Override
            public long size() throws IOException {
                return opened.size();
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
    }

    private static int number(BlobKey key) {
        return key.sealing() == null ? 0 : key.sealing().id();
    }
}
