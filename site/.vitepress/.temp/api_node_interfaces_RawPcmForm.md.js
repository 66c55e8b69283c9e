import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RawPcmForm","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/RawPcmForm.md","filePath":"api/node/interfaces/RawPcmForm.md"}');
const _sfc_main = { name: "api/node/interfaces/RawPcmForm.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / RawPcmForm</p><h1 id="interface-rawpcmform" tabindex="-1">Interface: RawPcmForm <a class="header-anchor" href="#interface-rawpcmform" aria-label="Permalink to &quot;Interface: RawPcmForm&quot;">​</a></h1><p>The form of samples without a header.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channels" tabindex="-1">channels <a class="header-anchor" href="#channels" aria-label="Permalink to &quot;channels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channels</strong>: <code>number</code></p></blockquote><hr><h3 id="encoding" tabindex="-1">encoding <a class="header-anchor" href="#encoding" aria-label="Permalink to &quot;encoding&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>encoding</strong>: <code>PcmEncoding</code></p></blockquote><hr><h3 id="sampleratehz" tabindex="-1">sampleRateHz <a class="header-anchor" href="#sampleratehz" aria-label="Permalink to &quot;sampleRateHz&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRateHz</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/RawPcmForm.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RawPcmForm = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RawPcmForm as default
};
