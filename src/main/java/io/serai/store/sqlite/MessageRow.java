package io.serai.store.sqlite;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A message as columns of a table.
final class MessageRow {

    static final String COLUMNS = "topic, payload, qos, retained, duplicate, properties";

    static final String DEFINITION =
            """
            topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,
            retained INTEGER NOT NULL, duplicate INTEGER NOT NULL, properties BLOB
            """;

    static final String MARKS = "?, ?, ?, ?, ?, ?";

    private MessageRow() {}

    /// @param first the index of the topic's mark
    static void set(PreparedStatement statement, int first, MqttMessage message)
            throws SQLException {
        statement.setString(first, message.topic().text());
        statement.setBytes(first + 1, message.payload());
        statement.setInt(first + 2, message.qos().level());
        statement.setBoolean(first + 3, message.retained());
        statement.setBoolean(first + 4, message.duplicate());
        statement.setBytes(first + 5, PropertiesColumn.encode(message.properties()));
    }

    static MqttMessage get(ResultSet row) throws SQLException {
        return new MqttMessage(
                new TopicName(row.getString("topic")),
                row.getBytes("payload"),
                Qos.of(row.getInt("qos")),
                row.getBoolean("retained"),
                row.getBoolean("duplicate"),
                PropertiesColumn.decode(row.getBytes("properties")));
    }
}
