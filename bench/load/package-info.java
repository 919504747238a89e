/** What sends, reads and measures in the benchmarks. Start at a class whose name ends in Bench. Run from source: {@code java bench/load/XBench.java}. */
package load;
