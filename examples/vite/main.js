import { createListener } from 'latentcast/browser';

const url = new URLSearchParams(location.search).get('relay') ?? 'ws://127.0.0.1:8787/radio';
const output = document.querySelector('output');

document.querySelector('button').onclick = ({ target }) => {
  target.disabled = true;
  output.value = 'loading';
  const listener = createListener({ url });
  listener.on('state', ({ state }) => {
    output.value = state;
  });
  listener.on('error', (error) => {
    output.value = error.message;
  });
  // What plays can be metered, recorded or changed like any other node.
  const meter = new AnalyserNode(listener.context);
  listener.output.connect(meter);
  const wave = new Float32Array(meter.fftSize);
  setInterval(() => {
    meter.getFloatTimeDomainData(wave);
    document.title = `peak ${Math.max(...wave.map(Math.abs)).toFixed(3)}`;
  }, 100);
};
