package org.mailbay.store.spi;

/**
 * Names a unit of storage: one tenant, or several small ones.
 *
 * @param name 1 to 40 of a-z, 0-9 and dash: fit for a folder's name
 */
public record ShardId(String name) {
    public ShardId {
        if (!name.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("shard name");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
