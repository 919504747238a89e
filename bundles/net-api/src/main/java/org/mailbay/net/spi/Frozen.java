package org.mailbay.net.spi;

/**
 * A session at a command boundary, as a value that another revision of its protocol can go on from.
 *
 * @param version of the state's format, the protocol's own
 * @param state small; at most 64 KiB
 */
public record Frozen(int version, byte[] state) {
    public Frozen {
        if (state.length > 65_536) {
            throw new IllegalArgumentException("frozen state of " + state.length + " bytes");
        }
        state = state.clone();
    }

    @Override
    public byte[] state() {
        return state.clone();
    }
}
