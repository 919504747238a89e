/**
 * What measures the store from inside, over the drivers that are shipped. Start at {@link store.StoreBench}.
 *
 * <p>Compiled against the bundles of the assembled server, which lie on the class path: see {@code bench/store/run}.
 */
package store;
