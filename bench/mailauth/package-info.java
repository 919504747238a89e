/**
 * Signed and forged messages of a seed, for other verifiers to judge as well. Start at {@link mailauth.MailAuthBench}.
 *
 * <p>Compiled against the bundles of the assembled server, which lie on the class path: see {@code bench/mailauth/run}.
 */
package mailauth;
