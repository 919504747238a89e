/**
 * What sends, reads and measures in benchmarks of one machine. Start at {@link load.SmtpBench}.
 *
 * <p>Run from source, with the Jackson of the assembled server on the class path: see {@code bench/smtp/run}.
 */
package load;
