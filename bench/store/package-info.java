/**
 * What measures the store from inside, over the drivers that are shipped. Start at {@link store.StoreBench}.
 *
 * <p>Run from source, with the bundles of the assembled server on the class path: see {@code bench/store/run}.
 */
package store;
