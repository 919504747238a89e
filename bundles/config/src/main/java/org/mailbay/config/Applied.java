package org.mailbay.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What ConfigAdmin has been told by this bundle. All of a plan or nothing of it; what does not change is not touched.
 *
 * <p>Ours are recognised by a property that components do not see, so that those left by a former run go, and those of others stay.
 */
final class Applied {
    private static final String OURS = ".mailbay.config";

    private final ConfigurationAdmin admin;

    Applied(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * Brings ConfigAdmin to {@code plan}.
     *
     * @return the PIDs that were created, changed or deleted
     * @throws IOException when it could not; everything is as it was before
     */
    Set<String> apply(Map<String, Table> plan) throws IOException {
        Map<String, Configuration> ours = ours();
        Map<String, Dictionary<String, Object>> before = new TreeMap<>();
        ours.forEach((pid, configuration) -> before.put(pid, configuration.getProperties()));
        Set<String> touched = new TreeSet<>();
        try {
            for (Map.Entry<String, Configuration> entry : ours.entrySet()) {
                if (!plan.containsKey(entry.getKey())) {
                    touched.add(entry.getKey());
                    entry.getValue().delete();
                }
            }
            for (Table table : plan.values()) {
                if (!isSame(before.get(table.pid()), table.values())) {
                    touched.add(table.pid());
                    configuration(table.pid()).update(dictionary(table.values()));
                }
            }
        } catch (IOException | RuntimeException e) {
            undo(touched, before);
            throw e;
        }
        return touched;
    }

    private void undo(Set<String> touched, Map<String, Dictionary<String, Object>> before) throws IOException {
        for (String pid : touched) {
            Dictionary<String, Object> properties = before.get(pid);
            if (properties == null) {
                configuration(pid).delete();
            } else {
                configuration(pid).update(properties);
            }
        }
    }

    private Map<String, Configuration> ours() throws IOException {
        Map<String, Configuration> ours = new TreeMap<>();
        try {
            Configuration[] found = admin.listConfigurations("(" + OURS + "=true)");
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                ours.put(configuration.getPid(), configuration);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return ours;
    }

    /** Bound to no bundle: whoever has the component is told. */
    private Configuration configuration(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
    }

    private static Dictionary<String, Object> dictionary(Map<String, Object> values) {
        Dictionary<String, Object> dictionary = new Hashtable<>(values);
        dictionary.put(OURS, true);
        return dictionary;
    }

    /** Whether ConfigAdmin's properties say {@code values}, apart from what it adds itself. */
    static boolean isSame(
            @org.jspecify.annotations.Nullable Dictionary<String, Object> before, Map<String, Object> values) {
        if (before == null) {
            return false;
        }
        Map<String, Object> said = new TreeMap<>();
        for (String key : java.util.Collections.list(before.keys())) {
            if (!key.equals("service.pid") && !key.equals("service.factoryPid") && !key.equals(OURS)) {
                said.put(key, before.get(key));
            }
        }
        return said.keySet().equals(values.keySet())
                && said.entrySet().stream().allMatch(entry -> equal(entry.getValue(), values.get(entry.getKey())));
    }

    private static boolean equal(Object one, @org.jspecify.annotations.Nullable Object other) {
        return one instanceof Object[] these && other instanceof Object[] those
                ? Arrays.equals(these, those)
                : one.equals(other);
    }
}
