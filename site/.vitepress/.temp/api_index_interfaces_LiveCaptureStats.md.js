import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LiveCaptureStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LiveCaptureStats.md","filePath":"api/index/interfaces/LiveCaptureStats.md"}');
const _sfc_main = { name: "api/index/interfaces/LiveCaptureStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LiveCaptureStats</p><h1 id="interface-livecapturestats" tabindex="-1">Interface: LiveCaptureStats <a class="header-anchor" href="#interface-livecapturestats" aria-label="Permalink to &quot;Interface: LiveCaptureStats&quot;">​</a></h1><p>State of a capture and its counts since it was started; plain JSON.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./../../node/interfaces/MicrophoneStats.html"><code>MicrophoneStats</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="droppedms" tabindex="-1">droppedMs <a class="header-anchor" href="#droppedms" aria-label="Permalink to &quot;droppedMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>droppedMs</strong>: <code>number</code></p></blockquote><p>Audio that was left out because the encoder was too slow.</p><hr><h3 id="isdevicegone" tabindex="-1">isDeviceGone <a class="header-anchor" href="#isdevicegone" aria-label="Permalink to &quot;isDeviceGone&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isDeviceGone</strong>: <code>boolean</code></p></blockquote><hr><h3 id="outages" tabindex="-1">outages <a class="header-anchor" href="#outages" aria-label="Permalink to &quot;outages&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>outages</strong>: <code>number</code></p></blockquote><p>Times that the microphone has gone, and whether it is gone now.</p><hr><h3 id="queuedms" tabindex="-1">queuedMs <a class="header-anchor" href="#queuedms" aria-label="Permalink to &quot;queuedMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>queuedMs</strong>: <code>number</code></p></blockquote><p>Audio that waits for the encoder.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LiveCaptureStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LiveCaptureStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LiveCaptureStats as default
};
