package org.mailbay.text.office;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextSink;

/** Walks over an XML document as a stream: no document type, no entities of its own, bounded depth and bounded pieces. */
final class Xml {
    private static final int DEEPEST = 250;
    /** No attribute, comment or instruction may be longer, for they are kept whole. In bytes. */
    private static final int LONGEST_PIECE = 4 << 20;

    private static final XMLInputFactory FACTORY = factory();

    /** What a format makes of elements; names are local ones, for prefixes differ between editions of the formats. */
    interface Visitor {
        /** An element begins. Returns whether its inside is to be seen. */
        boolean begin(XMLStreamReader element) throws IOException;

        default void characters(XMLStreamReader text) throws IOException {}

        default void end(String name) throws IOException {}
    }

    private Xml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty("jdk.xml.maxElementDepth", "0"); // counted here, to be told from damage
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside the document is read");
        });
        return factory;
    }

    /** {@code in} is a guarded stream; it is not closed. */
    static void walk(InputStream in, TextSink out, Visitor visitor) throws IOException {
        Pieces pieces = new Pieces(in, out);
        try {
            // decoded here, for the parser prints bytes that it cannot decode
            Characters characters = Characters.of(pieces, null, Characters.Kind.MARKUP);
            XMLStreamReader reader = FACTORY.createXMLStreamReader(characters);
            try {
                walk(reader, pieces, out, visitor);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            TextException stopped = out.stopped();
            if (stopped != null) {
                throw stopped;
            }
            throw new TextException(Why.DAMAGED, "broken XML: " + firstLine(e));
        }
    }

    private static void walk(XMLStreamReader reader, Pieces pieces, TextSink out, Visitor visitor)
            throws XMLStreamException, IOException {
        int depth = 0;
        int hidden = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            pieces.read = 0;
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        throw out.stop(Why.LARGE, "XML nested deeper than " + DEEPEST);
                    }
                    if (hidden == 0 && !visitor.begin(reader)) {
                        hidden = depth;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (hidden == 0) {
                        visitor.end(reader.getLocalName());
                    } else if (hidden == depth) {
                        hidden = 0;
                    }
                    depth--;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (hidden == 0) {
                        visitor.characters(reader);
                    }
                }
                case XMLStreamConstants.DTD -> throw new TextException(Why.DAMAGED, "XML with a document type");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new TextException(Why.DAMAGED, "XML with an entity of its own");
                default -> {}
            }
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage()).replaceAll("[\\r\\n]+", " ");
        return message.substring(0, Math.min(message.length(), 120));
    }

    /** The parser keeps each piece in memory: too many bytes without an event end it. */
    private static final class Pieces extends FilterInputStream {
        private final TextSink out;
        private long read;

        Pieces(InputStream in, TextSink out) {
            super(in);
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int n = super.read(into, at, length);
            count(n);
            return n;
        }

        private void count(int more) throws TextException {
            read += more;
            if (read > LONGEST_PIECE) {
                throw out.stop(Why.LARGE, "XML with a piece longer than " + LONGEST_PIECE + " bytes");
            }
        }
    }
}
