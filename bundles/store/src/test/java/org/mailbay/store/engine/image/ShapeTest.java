package org.mailbay.store.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Column;

final class ShapeTest {
    @Test
    void findsEveryColumnByNumberAndKind() {
        List<Column> columns = new ArrayList<>();
        for (int number = 63; number > 0; number -= 2) {
            columns.add(new Column.Number(number));
            columns.add(new Column.Text(number));
            columns.add(new Column.Words(number));
            columns.add(new Column.Members(number));
        }
        Shape shape = Shape.none();
        for (Column column : columns) {
            assertThat(shape.find(column)).isEqualTo(-1);
            shape = shape.with(column);
        }
        for (Column column : columns) {
            assertThat(shape.find(column)).as("%s", column).isEqualTo(columns.indexOf(column));
        }
        assertThat(shape.find(new Column.Number(2))).isEqualTo(-1);
        assertThat(Shape.none().find(columns.getFirst())).isEqualTo(-1);
    }
}
