import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DecodedStreamForm","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/DecodedStreamForm.md","filePath":"api/index/interfaces/DecodedStreamForm.md"}');
const _sfc_main = { name: "api/index/interfaces/DecodedStreamForm.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DecodedStreamForm</p><h1 id="interface-decodedstreamform" tabindex="-1">Interface: DecodedStreamForm <a class="header-anchor" href="#interface-decodedstreamform" aria-label="Permalink to &quot;Interface: DecodedStreamForm&quot;">​</a></h1><p>What <a href="./DecodeStreamOptions.html#onheader">DecodeStreamOptions.onHeader</a> is told, before the first audio.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channels" tabindex="-1">channels <a class="header-anchor" href="#channels" aria-label="Permalink to &quot;channels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channels</strong>: <code>number</code></p></blockquote><hr><h3 id="header" tabindex="-1">header <a class="header-anchor" href="#header" aria-label="Permalink to &quot;header&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>header</strong>: <a href="./LcHeader.html"><code>LcHeader</code></a></p></blockquote><hr><h3 id="sampleratehz" tabindex="-1">sampleRateHz <a class="header-anchor" href="#sampleratehz" aria-label="Permalink to &quot;sampleRateHz&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRateHz</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/DecodedStreamForm.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DecodedStreamForm = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DecodedStreamForm as default
};
