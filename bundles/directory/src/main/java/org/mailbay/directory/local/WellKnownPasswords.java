package org.mailbay.directory.local;

import java.util.Locale;
import java.util.Set;
import org.mailbay.directory.Secret;

/** Passwords that everybody tries first, and nobody may have (RFC 9051 §11.7). */
final class WellKnownPasswords {
    /** In lower case; most are at the top of every list of passwords that leaked. */
    private static final Set<String> ALL = Set.of("""
            000000 00000000 0987654321 1111 111111 11111111 112233 11223344 121212 123123 123321 1234 12341234
            12344321 12345 123456 1234567 12345678 123456789 1234567890 123456a 123456q 123654 123abc 123qwe
            147258369 159753 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 2000 555555 654321 666666 6969 696969 777777
            789456123 87654321 888888 88888888 987654321 999999 a123456 a1b2c3 aa123456 abc123 abcd1234 abcdef
            access admin admin1 admin123 administrator andrew apple arsenal asdf1234 asdfgh asdfghjkl ashley
            azerty azertyuiop banana barcelona baseball basketball batman buster butterfly changeit changeme
            charlie cheese chelsea chocolate computer cookie daniel default donald dragon facebook family
            ferrari ficken flower football forever freedom geheim ginger google guest hallo hallo123 hallo1234
            harley hello hello123 hockey hunter iloveu iloveyou iloveyou1 internet jackson jennifer jessica
            jordan jordan23 joshua juventus killer letmein linux liverpool login love123 lovely loveme maggie
            master master123 matrix mercedes michael michael1 michelle microsoft monkey monkey123 motdepasse
            mustang nicole ninja nothing orange p@ssw0rd p@ssword pass pass123 passw0rd passwd password
            password1 password12 password123 passwort pepper phoenix pokemon porsche princess purple qazwsx
            qwe123 qwer1234 qwerty qwerty1 qwerty12 qwerty123 qwerty12345 qwertyuiop qwertz qwertz123 root
            samsung schatz secret123 shadow silver soccer solo spiderman starwars summer sunshine super superman
            test test123 tester testing thomas tigger toor trustno1 user welcome welcome1 welcome123 whatever
            windows winter yamaha yellow zaq12wsx zaq1zaq1 zxcvbn zxcvbnm
            """.strip().split("\\s+"));

    private WellKnownPasswords() {}

    /** Whether it is one of them, in whatever case. */
    static boolean has(Secret password) {
        return ALL.contains(password.reveal().toLowerCase(Locale.ROOT));
    }
}
