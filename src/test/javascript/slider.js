// The web slider's MQTT: node slider.js URL; every line typed is a level to publish.
//
// A random client id, a clean session, QoS 0 in, QoS 2 retained out, as a page does it.
"use strict";

const mqtt = require("mqtt");
const readline = require("readline");

const client = mqtt.connect(process.argv[2], { keepalive: 60, reconnectPeriod: 500 });
client.on("connect", () => {
  console.log("connected");
  client.subscribe("led", { qos: 0 }, (error, granted) => {
    console.log(error ? "not subscribed: " + error : "subscribed");
  });
});
client.on("close", () => console.log("closed"));
client.on("message", (topic, payload, packet) => {
  console.log(topic + " " + payload + (packet.retain ? " retained" : ""));
});

readline.createInterface({ input: process.stdin }).on("line", (level) => {
  client.publish("led", JSON.stringify({ level }), { qos: 2, retain: true }, (error) => {
    console.log(error ? "not published: " + error : "published " + level);
  });
});
