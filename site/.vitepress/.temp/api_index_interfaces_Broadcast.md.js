import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Broadcast","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/Broadcast.md","filePath":"api/index/interfaces/Broadcast.md"}');
const _sfc_main = { name: "api/index/interfaces/Broadcast.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Broadcast</p><h1 id="interface-broadcast" tabindex="-1">Interface: Broadcast <a class="header-anchor" href="#interface-broadcast" aria-label="Permalink to &quot;Interface: Broadcast&quot;">​</a></h1><p>One broadcast under way.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="done" tabindex="-1">done <a class="header-anchor" href="#done" aria-label="Permalink to &quot;done&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>done</strong>: <code>Promise</code>&lt;<a href="./BroadcastResult.html"><code>BroadcastResult</code></a>&gt;</p></blockquote><p>Resolves when the audio has ended, or was aborted, and the relay has all of it; rejects with what ends the stream before. Where nothing waits for it a failure is not reported: <code>handlers.onError</code> and <code>sender.state</code> tell of it.</p><hr><h3 id="encoder" tabindex="-1">encoder <a class="header-anchor" href="#encoder" aria-label="Permalink to &quot;encoder&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>encoder</strong>: <a href="./../classes/Encoder.html"><code>Encoder</code></a></p></blockquote><hr><h3 id="sender" tabindex="-1">sender <a class="header-anchor" href="#sender" aria-label="Permalink to &quot;sender&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sender</strong>: <a href="./../classes/Sender.html"><code>Sender</code></a></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/Broadcast.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Broadcast = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Broadcast as default
};
