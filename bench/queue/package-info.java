/**
 * What measures the queue from inside, over the drivers that are shipped. Start at {@link queue.QueueBench}.
 *
 * <p>Compiled against the bundles of the assembled server, which lie on the class path: see {@code bench/queue/run}.
 */
package queue;
