import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: StreamMessage","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/StreamMessage.md","filePath":"api/index/interfaces/StreamMessage.md"}');
const _sfc_main = { name: "api/index/interfaces/StreamMessage.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / StreamMessage</p><h1 id="interface-streammessage" tabindex="-1">Interface: StreamMessage <a class="header-anchor" href="#interface-streammessage" aria-label="Permalink to &quot;Interface: StreamMessage&quot;">​</a></h1><p>One encoded packet of audio or silence, and what an uplink needs for sending it.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="firstframe" tabindex="-1">firstFrame <a class="header-anchor" href="#firstframe" aria-label="Permalink to &quot;firstFrame&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>firstFrame</strong>: <code>number</code></p></blockquote><p>Absolute index of the first frame.</p><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>1..128</p><hr><h3 id="issilent" tabindex="-1">isSilent <a class="header-anchor" href="#issilent" aria-label="Permalink to &quot;isSilent&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isSilent</strong>: <code>boolean</code></p></blockquote><hr><h3 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>message</strong>: <code>Uint8Array</code></p></blockquote><hr><h3 id="payloadbytes" tabindex="-1">payloadBytes <a class="header-anchor" href="#payloadbytes" aria-label="Permalink to &quot;payloadBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>payloadBytes</strong>: <code>number</code></p></blockquote><p>Bit planes and spatial parameters; 0 for silence.</p><hr><h3 id="spatialbytes" tabindex="-1">spatialBytes <a class="header-anchor" href="#spatialbytes" aria-label="Permalink to &quot;spatialBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>spatialBytes</strong>: <code>number</code></p></blockquote><p>Spatial parameters at the message&#39;s end, counted in <code>payloadBytes</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/StreamMessage.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StreamMessage = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StreamMessage as default
};
