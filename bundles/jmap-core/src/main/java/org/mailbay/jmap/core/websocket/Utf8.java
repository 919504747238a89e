package org.mailbay.jmap.core.websocket;

import java.nio.ByteBuffer;

/** Looks whether bytes that come piece by piece are UTF-8 (RFC 3629 §4). One thread at a time. */
final class Utf8 {
    /** Bytes that the character begun still needs. */
    private int needed;

    /** The least and the greatest that its next byte may be. */
    private int least = 0x80;

    private int greatest = 0xbf;

    /** Looks at all of {@code bytes}, leaving them there; false when no text can begin so. */
    boolean accept(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            int octet = bytes.get(i) & 0xff;
            if (needed == 0) {
                if (octet >= 0x80 && !begin(octet)) {
                    return false;
                }
            } else {
                if (octet < least || octet > greatest) {
                    return false;
                }
                least = 0x80;
                greatest = 0xbf;
                needed--;
            }
        }
        return true;
    }

    /** Whether the text may end here. */
    boolean isWhole() {
        return needed == 0;
    }

    /** Neither overlong forms, nor surrogates, nor what is beyond U+10FFFF. */
    private boolean begin(int octet) {
        if (octet < 0xc2 || octet > 0xf4) {
            return false;
        }
        needed = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
        least = octet == 0xe0 ? 0xa0 : octet == 0xf0 ? 0x90 : 0x80;
        greatest = octet == 0xed ? 0x9f : octet == 0xf4 ? 0x8f : 0xbf;
        return true;
    }
}
