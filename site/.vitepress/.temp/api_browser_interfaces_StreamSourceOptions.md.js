import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: StreamSourceOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/StreamSourceOptions.md","filePath":"api/browser/interfaces/StreamSourceOptions.md"}');
const _sfc_main = { name: "api/browser/interfaces/StreamSourceOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / StreamSourceOptions</p><h1 id="interface-streamsourceoptions" tabindex="-1">Interface: StreamSourceOptions <a class="header-anchor" href="#interface-streamsourceoptions" aria-label="Permalink to &quot;Interface: StreamSourceOptions&quot;">​</a></h1><p>Where a media stream is captured.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channels" tabindex="-1">channels <a class="header-anchor" href="#channels" aria-label="Permalink to &quot;channels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channels</strong>: <code>number</code></p></blockquote><p>1 or 2.</p><hr><h3 id="context" tabindex="-1">context <a class="header-anchor" href="#context" aria-label="Permalink to &quot;context&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>context</strong>: <code>AudioContext</code></p></blockquote><p>Its rate is that of the audio.</p><hr><h3 id="script" tabindex="-1">script? <a class="header-anchor" href="#script" aria-label="Permalink to &quot;script?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>script?</strong>: <code>string</code></p></blockquote><p>The capture worklet at a URL of its own.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/StreamSourceOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StreamSourceOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StreamSourceOptions as default
};
