package org.mailbay.jmx;

import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/** A bean that shows values as they are now, and takes none. */
final class Bean implements DynamicMBean {
    private final String description;
    private final Supplier<SequencedMap<String, Object>> values;

    /** @param values by attribute: numbers, texts, flags, lists of texts as arrays */
    Bean(String description, Supplier<SequencedMap<String, Object>> values) {
        this.description = description;
        this.values = values;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Object value = values.get().get(name);
        if (value == null) {
            throw new AttributeNotFoundException(name);
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        Map<String, Object> now = values.get();
        AttributeList found = new AttributeList();
        for (String name : names) {
            if (now.containsKey(name)) {
                found.add(new Attribute(name, now.get(name)));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " is only shown");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = values.get().entrySet().stream()
                .map(entry -> new MBeanAttributeInfo(
                        entry.getKey(), entry.getValue().getClass().getName(), entry.getKey(), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(Bean.class.getName(), description, attributes, null, null, null);
    }
}
