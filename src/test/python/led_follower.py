"""An LED that follows topic led, as in the book: durable session, QoS 2, level 0 to 100.

Usage: led_follower.py HOST PORT
"""

import json
import signal
import sys

import paho.mqtt.client as mqtt


def on_connect(client, userdata, flags, result):
    print("Connected to MQTT Broker" + (" with its session" if flags["session present"] else ""))
    client.subscribe("led", qos=2)


def on_message(client, userdata, message):
    data = json.loads(message.payload.decode("utf-8"))
    level = data["level"]
    if isinstance(level, (int, float)) or level.isdigit():
        percent = max(0, min(100, int(level)))
        print("LED at brightness %d%%%s" % (percent, " (retained)" if message.retain else ""))
    else:
        print("Request for unknown LED level of '%s'. We'll turn it Off instead." % level)


def stop(*_):
    client.disconnect()


client = mqtt.Client(client_id="LEDClient", clean_session=False)
client.on_connect = on_connect
client.on_message = on_message
client.on_subscribe = lambda *_: print("Subscribed")
client.on_disconnect = lambda *_: print("Disconnected from MQTT Broker")
client.reconnect_delay_set(min_delay=1, max_delay=1)
signal.signal(signal.SIGTERM, stop)
client.connect(sys.argv[1], int(sys.argv[2]))
client.loop_forever()
